import { invalidRequest } from '../../kernel/errors.ts';
import type { Handler } from '../../kernel/resource.ts';
import { invoiceItemOf, subscriptionIdOf } from '../../billing-cycle/store-invoice.ts';

/** Deletes a draft that no subscription made. Its items go with it. */
export const deleteInvoice: Handler<'DELETE /v1/invoices/:id'> = (tx, { path }) => {
  const invoice = tx.get('invoice', path.id);
  if (invoice.status !== 'draft') {
    throw invalidRequest({ message: 'You can only delete draft invoices.' });
  }
  if (subscriptionIdOf(invoice) !== null) {
    throw invalidRequest({ message: 'You can only delete one-off invoices. This invoice belongs to a subscription.' });
  }
  for (const line of invoice.lines.data) {
    const item = invoiceItemOf(line);
    if (item && tx.find('invoiceitem', item)) tx.remove('invoiceitem', item);
  }
  tx.remove('_invoice', invoice.id);
  tx.remove('invoice', invoice.id);
  tx.emit('invoice.deleted', invoice);
  return { id: invoice.id, object: 'invoice', deleted: true };
};
