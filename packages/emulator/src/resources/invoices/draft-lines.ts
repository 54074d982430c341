// The lines of a draft follow their invoice items.
import type Stripe from 'stripe';
import { wireLine, lineFacts } from '../../billing-cycle/compose-invoice.ts';
import { invoiceFacts, noteInvoice, type LineFacts } from '../../billing-cycle/facts.ts';
import { refreshDraft } from '../../billing-cycle/finalize-invoice.ts';
import { invoiceItemLine } from '../../billing-cycle/pending-items.ts';
import { invoiceItemOf } from '../../billing-cycle/store-invoice.ts';
import { idOf } from '../../kernel/objects.ts';
import { listOfParts } from '../../kernel/read-operations.ts';
import type { Tx } from '../../kernel/tx.ts';

/** Writes a draft's lines, works its amounts out anew, and says so. */
function rewriteLines(
  tx: Tx,
  {
    invoice,
    lines,
    facts,
  }: { invoice: Stripe.Invoice; lines: Stripe.InvoiceLineItem[]; facts: Record<string, LineFacts> },
): Stripe.Invoice {
  noteInvoice(tx, invoice.id, { lines: facts });
  const written = tx.update('invoice', invoice.id, { lines: listOfParts(lines, invoice.lines.url) });
  const refreshed = refreshDraft(tx, written);
  tx.emit('invoice.updated', refreshed, invoice);
  return refreshed;
}

/** Puts an invoice item on a draft; the newest comes first. */
export function addLineToDraft(
  tx: Tx,
  { invoice, item }: { invoice: Stripe.Invoice; item: Stripe.InvoiceItem },
): Stripe.Invoice {
  const line = invoiceItemLine(tx, item);
  const wire = wireLine(tx, { line, invoice: invoice.id, currency: invoice.currency });
  const facts = { ...invoiceFacts(tx, invoice.id).lines, [wire.id]: lineFacts(line) };
  return rewriteLines(tx, { invoice, lines: [wire, ...invoice.lines.data], facts });
}

/** Works the line of an item out anew after the item changed. */
export function replaceLineOfItem(tx: Tx, item: Stripe.InvoiceItem): void {
  const invoice = tx.find('invoice', idOf(item.invoice));
  if (invoice?.status !== 'draft') return;
  const line = invoiceItemLine(tx, item);
  const { lines: facts } = invoiceFacts(tx, invoice.id);
  const known = { ...facts };
  const lines = invoice.lines.data.map((old) => {
    if (invoiceItemOf(old) !== item.id) return old;
    known[old.id] = lineFacts(line);
    return { ...wireLine(tx, { line, invoice: invoice.id, currency: invoice.currency }), id: old.id };
  });
  rewriteLines(tx, { invoice, lines, facts: known });
}

export function dropLineOfItem(tx: Tx, item: Stripe.InvoiceItem): void {
  const invoice = tx.find('invoice', idOf(item.invoice));
  if (invoice?.status !== 'draft') return;
  const lines = invoice.lines.data.filter((line) => invoiceItemOf(line) !== item.id);
  rewriteLines(tx, { invoice, lines, facts: invoiceFacts(tx, invoice.id).lines });
}
