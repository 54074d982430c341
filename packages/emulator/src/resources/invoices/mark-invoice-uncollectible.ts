import { attachedPayments } from '../../billing-cycle/invoice-payment.ts';
import { markUncollectible } from '../../billing-cycle/mark-uncollectible.ts';
import { followPaidInvoice } from '../../billing-cycle/subscription-status.ts';
import { invalidRequest } from '../../kernel/errors.ts';
import type { Handler } from '../../kernel/resource.ts';
import { notOpen } from './check-status.ts';

/** @see https://docs.stripe.com/api/invoices/mark_uncollectible */
export const markInvoiceUncollectible: Handler<'POST /v1/invoices/:id/mark_uncollectible'> = (tx, { path }) => {
  const open = tx.get('invoice', path.id);
  if (open.status === 'uncollectible') {
    throw invalidRequest({ message: 'This invoice has already been marked uncollectible.' });
  }
  if (open.status !== 'open') throw notOpen();
  if (attachedPayments(tx, open.id).some(({ status }) => status === 'open')) {
    throw invalidRequest({ message: 'An invoice with open payments cannot be marked uncollectible.' });
  }
  const invoice = markUncollectible(tx, { invoice: open, reason: 'user_forgiven' });
  // Forgiving a debt makes the subscription active again, as paying it does.
  followPaidInvoice(tx, { invoice, intent: null });
  return invoice;
};
