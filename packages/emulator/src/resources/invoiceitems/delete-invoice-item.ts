import type { Handler } from '../../kernel/resource.ts';
import { dropLineOfItem } from '../invoices/draft-lines.ts';
import { checkEditable } from './update-invoice-item.ts';

/** @see https://docs.stripe.com/api/invoiceitems/delete */
export const deleteInvoiceItem: Handler<'DELETE /v1/invoiceitems/:id'> = (tx, { path }) => {
  const item = tx.get('invoiceitem', path.id);
  checkEditable(tx, item);
  tx.remove('invoiceitem', item.id);
  dropLineOfItem(tx, item);
  tx.emit('invoiceitem.deleted', item);
  return { id: item.id, object: 'invoiceitem', deleted: true };
};
