import { followVoidedInvoice } from '../../billing-cycle/follow-voided-invoice.ts';
import { attachedPayments } from '../../billing-cycle/invoice-payment.ts';
import { expirePendingUpdate } from '../../billing-cycle/pending-update.ts';
import { subscriptionIdOf } from '../../billing-cycle/store-invoice.ts';
import { voidInvoice } from '../../billing-cycle/void-invoice.ts';
import { invalidRequest } from '../../kernel/errors.ts';
import type { Handler } from '../../kernel/resource.ts';
import { notOpen } from './check-status.ts';

/** @see https://docs.stripe.com/api/invoices/void */
export const voidOpenInvoice: Handler<'POST /v1/invoices/:id/void'> = (tx, { path }) => {
  const invoice = tx.get('invoice', path.id);
  if (invoice.status === 'paid') throw invalidRequest({ message: 'Invoices with `paid` payments cannot be voided.' });
  if (invoice.status !== 'open' && invoice.status !== 'uncollectible') throw notOpen();
  if (attachedPayments(tx, invoice.id).length > 0) {
    throw invalidRequest({ message: 'An invoice with payments that are open or paid cannot be voided.' });
  }
  const voided = voidInvoice(tx, invoice);
  const subscription = tx.find('subscription', subscriptionIdOf(invoice));
  const waiting = tx.find('_subscription', subscription?.id)?.pending;
  if (subscription && waiting?.invoice === invoice.id) expirePendingUpdate(tx, subscription);
  followVoidedInvoice(tx, voided);
  return voided;
};
