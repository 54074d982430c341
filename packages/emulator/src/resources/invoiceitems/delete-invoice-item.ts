import type Stripe from 'stripe';
import type { Handler } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { dropLineOfItem } from '../invoices/draft-lines.ts';
import { checkEditable } from './update-invoice-item.ts';

/** Deletes an invoice item, without its line. */
export function removeInvoiceItem(tx: Tx, item: Stripe.InvoiceItem): void {
  if (tx.find('_invoiceitem', item.id)) tx.remove('_invoiceitem', item.id);
  tx.remove('invoiceitem', item.id);
  tx.emit('invoiceitem.deleted', item);
}

/** @see https://docs.stripe.com/api/invoiceitems/delete */
export const deleteInvoiceItem: Handler<'DELETE /v1/invoiceitems/:id'> = (tx, { path }) => {
  const item = tx.get('invoiceitem', path.id);
  checkEditable(tx, item);
  dropLineOfItem(tx, item);
  removeInvoiceItem(tx, item);
  return { id: item.id, object: 'invoiceitem', deleted: true };
};
