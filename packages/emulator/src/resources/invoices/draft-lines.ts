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

/** The lines of a draft while they are being changed: nothing is written until all changes are made. */
export interface DraftLines {
  lines: Stripe.InvoiceLineItem[];
  facts: Record<string, LineFacts>;
}

export function draftLinesOf(tx: Tx, invoice: Stripe.Invoice): DraftLines {
  return { lines: invoice.lines.data, facts: invoiceFacts(tx, invoice.id).lines };
}

/**
 * Writes a draft's lines, works its amounts out anew, and says so once.
 *
 * @param fields What else of the invoice changes with them.
 */
export function writeDraftLines(
  tx: Tx,
  { invoice, draft, fields = {} }: { invoice: Stripe.Invoice; draft: DraftLines; fields?: Partial<Stripe.Invoice> },
): Stripe.Invoice {
  noteInvoice(tx, invoice.id, { lines: draft.facts });
  const written = tx.update('invoice', invoice.id, {
    ...fields,
    lines: listOfParts(draft.lines, invoice.lines.url),
  });
  const refreshed = refreshDraft(tx, written);
  tx.emit('invoice.updated', refreshed, invoice);
  return refreshed;
}

/** With the line of an invoice item; the newest comes first. */
export function withItem(
  tx: Tx,
  { invoice, draft, item }: { invoice: Stripe.Invoice; draft: DraftLines; item: Stripe.InvoiceItem },
): DraftLines {
  const line = invoiceItemLine(tx, item);
  const wire = wireLine(tx, { line, invoice: invoice.id, currency: invoice.currency });
  return { lines: [wire, ...draft.lines], facts: { ...draft.facts, [wire.id]: lineFacts(line) } };
}

/** With the line of an item as the item is now. Taxes that somebody else worked out stay. */
export function withChangedItem(
  tx: Tx,
  { invoice, draft, item }: { invoice: Stripe.Invoice; draft: DraftLines; item: Stripe.InvoiceItem },
): DraftLines {
  const line = invoiceItemLine(tx, item);
  const facts = { ...draft.facts };
  const lines = draft.lines.map((old) => {
    if (invoiceItemOf(old) !== item.id) return old;
    facts[old.id] = { ...lineFacts(line), taxes: facts[old.id]?.taxes ?? null };
    return { ...wireLine(tx, { line, invoice: invoice.id, currency: invoice.currency }), id: old.id };
  });
  return { lines, facts };
}

export function withoutItem(draft: DraftLines, item: string): DraftLines {
  return { ...draft, lines: draft.lines.filter((line) => invoiceItemOf(line) !== item) };
}

/** Puts an invoice item on a draft. */
export function addLineToDraft(
  tx: Tx,
  { invoice, item }: { invoice: Stripe.Invoice; item: Stripe.InvoiceItem },
): Stripe.Invoice {
  return writeDraftLines(tx, { invoice, draft: withItem(tx, { invoice, draft: draftLinesOf(tx, invoice), item }) });
}

/** Works the line of an item out anew after the item changed. */
export function replaceLineOfItem(tx: Tx, item: Stripe.InvoiceItem): void {
  const invoice = tx.find('invoice', idOf(item.invoice));
  if (invoice?.status !== 'draft') return;
  writeDraftLines(tx, { invoice, draft: withChangedItem(tx, { invoice, draft: draftLinesOf(tx, invoice), item }) });
}

export function dropLineOfItem(tx: Tx, item: Stripe.InvoiceItem): void {
  const invoice = tx.find('invoice', idOf(item.invoice));
  if (invoice?.status !== 'draft') return;
  writeDraftLines(tx, { invoice, draft: withoutItem(draftLinesOf(tx, invoice), item.id) });
}
