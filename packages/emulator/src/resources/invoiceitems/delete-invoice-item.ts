import type Stripe from 'stripe';
import { invalidRequest } from '../../kernel/errors.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Handler } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { dropLineOfItem } from '../invoices/draft-lines.ts';

/** Deletes an invoice item, without its line. */
export function removeInvoiceItem(tx: Tx, item: Stripe.InvoiceItem): void {
  if (tx.find('_invoiceitem', item.id)) tx.remove('_invoiceitem', item.id);
  tx.remove('invoiceitem', item.id);
  tx.emit('invoiceitem.deleted', item);
}

/** @see https://docs.stripe.com/api/invoiceitems/delete */
export const deleteInvoiceItem: Handler<'DELETE /v1/invoiceitems/:id'> = (tx, { path }) => {
  const item = tx.get('invoiceitem', path.id);
  const invoice = tx.find('invoice', idOf(item.invoice));
  if (invoice && invoice.status !== 'draft') {
    throw invalidRequest({
      message: "Can't delete an invoice item that is attached to an invoice that is no longer editable",
    });
  }
  dropLineOfItem(tx, item);
  removeInvoiceItem(tx, item);
  return { id: item.id, object: 'invoiceitem', deleted: true };
};
