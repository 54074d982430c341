import { finalizeInvoice } from '../../billing-cycle/finalize-invoice.ts';
import { sendInvoice } from '../../billing-cycle/invoice-due.ts';
import { invalidRequest } from '../../kernel/errors.ts';
import type { Handler } from '../../kernel/resource.ts';

/** @see https://docs.stripe.com/api/invoices/send */
export const sendInvoiceNow: Handler<'POST /v1/invoices/:id/send'> = (tx, { path }) => {
  const found = tx.get('invoice', path.id);
  if (found.collection_method !== 'send_invoice') {
    throw invalidRequest({
      message: 'You can only manually send an invoice if its collection method is set to `send_invoice`.',
    });
  }
  if (found.status === 'paid' || found.status === 'void') {
    const message =
      'This invoice cannot be sent right now. Please contact us via https://support.stripe.com/contact with details, so we can help.';
    throw invalidRequest({ message });
  }
  const invoice = found.status === 'draft' ? finalizeInvoice(tx, { invoice: found }) : found;
  sendInvoice(tx, invoice);
  return tx.get('invoice', invoice.id);
};
