import type Stripe from 'stripe';
import { idOf } from '../kernel/objects.ts';
import type { Tx } from '../kernel/tx.ts';
import type { ComposedInvoice } from './compose-invoice.ts';
import { recordDebits } from './debits.ts';

/** The pending item behind a line, if there is one. */
export function invoiceItemOf(line: Stripe.InvoiceLineItem): string | null {
  return (
    line.parent?.invoice_item_details?.invoice_item ?? line.parent?.subscription_item_details?.invoice_item ?? null
  );
}

/** The subscription that an invoice bills. */
export function subscriptionIdOf(invoice: Stripe.Invoice): string | null {
  return idOf(invoice.parent?.subscription_details?.subscription);
}

/** Keeps a composed invoice: its pending items are taken, and `invoice.created` is sent. */
export function storeInvoice(tx: Tx, { invoice, facts }: ComposedInvoice): Stripe.Invoice {
  tx.insert('_invoice', facts);
  tx.insert('invoice', invoice);
  for (const line of invoice.lines.data) {
    const item = invoiceItemOf(line);
    if (item) tx.update('invoiceitem', item, { invoice: invoice.id });
  }
  recordDebits(tx, invoice);
  tx.emit('invoice.created', invoice);
  if (!tx.isAcknowledged('invoice.created', invoice.id)) return invoice;
  // With nobody to tell, it counts as told.
  return tx.update('invoice', invoice.id, { webhooks_delivered_at: tx.now(invoice) });
}
