import type Stripe from 'stripe';
import { amountInvoice } from '../../billing-cycle/amount-invoice.ts';
import { lineFacts, wireLine } from '../../billing-cycle/compose-invoice.ts';
import { invoiceFacts } from '../../billing-cycle/facts.ts';
import { idOf } from '../../kernel/objects.ts';
import { listOfParts } from '../../kernel/read-operations.ts';
import type { Tx } from '../../kernel/tx.ts';
import { previewDiscounts } from '../subscriptions/take-discounts.ts';
import { previewItemLines } from './preview-items.ts';

type PreviewParams = Stripe.InvoiceCreatePreviewParams;

/** An invoice that was made in a rehearsal, with the items and discounts that only the preview knows of. */
export function withExtras(tx: Tx, { made, params }: { made: Stripe.Invoice; params: PreviewParams }): Stripe.Invoice {
  const { discounts: chosen, invoice_items: items = [] } = params;
  if (chosen === undefined && items.length === 0) return made;
  const { currency, id } = made;
  const customer = idOf(made.customer);
  const drafts = previewItemLines(tx, { items, currency, at: made.created, customer });
  const extra = drafts.map((line) => ({ line, wire: wireLine(tx, { line, invoice: id, currency }) }));
  const facts = invoiceFacts(tx, id);
  const discounts =
    chosen === undefined ? undefined : previewDiscounts(tx, chosen || [], { customer, param: 'discounts' });
  return amountInvoice(tx, {
    invoice: {
      ...made,
      ...(discounts ? { discounts: discounts.map((discount) => discount.id) } : {}),
      lines: listOfParts([...extra.map(({ wire }) => wire), ...made.lines.data], made.lines.url),
    },
    facts: {
      ...facts,
      lines: { ...facts.lines, ...Object.fromEntries(extra.map(({ line, wire }) => [wire.id, lineFacts(line)])) },
    },
    discounts,
  });
}
