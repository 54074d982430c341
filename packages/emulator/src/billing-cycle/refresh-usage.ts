// Usage that is reported late still counts on the draft of its period, until that is finalized.
import type Stripe from 'stripe';
import { decimal, decimalText } from '../kernel/decimal.ts';
import { idOf } from '../kernel/objects.ts';
import type { Tx } from '../kernel/tx.ts';
import { quantityText } from '../money/price-amount.ts';
import { pricedParts } from './draft-line.ts';
import { invoiceFacts, noteInvoice } from './facts.ts';
import { meteredUsage } from './usage.ts';

type Line = Stripe.InvoiceLineItem;

/** The draft with the lines of its metered prices as they are used by now. */
export function refreshUsage(tx: Tx, invoice: Stripe.Invoice): Stripe.Invoice {
  // What a threshold billed was counted then and there.
  if (invoice.billing_reason !== 'subscription_cycle') return invoice;
  const groups = Map.groupBy(invoice.lines.data, (line) => groupOf(tx, line) ?? line.id);
  const data = [...groups.values()].flatMap((lines) => refreshed(tx, invoice, lines));
  if (data.every((line, index) => line === invoice.lines.data[index])) return invoice;
  return tx.update('invoice', invoice.id, { lines: { ...invoice.lines, data } });
}

/** Lines that bill one item's use of one price in one period belong together: tiers have a line each. */
function groupOf(tx: Tx, line: Line): string | undefined {
  const details = line.parent?.subscription_item_details;
  const price = tx.find('price', line.pricing?.price_details?.price);
  if (!details || details.invoice_item !== null || !price?.recurring?.meter) return undefined;
  return `${details.subscription_item} ${price.id} ${line.period.start} ${line.period.end}`;
}

function refreshed(tx: Tx, invoice: Stripe.Invoice, lines: readonly Line[]): readonly Line[] {
  const [first] = lines;
  const price = tx.find('price', first?.pricing?.price_details?.price);
  if (!first || !price || groupOf(tx, first) === undefined) return lines;
  const quantity = meteredUsage(tx, { price, customer: idOf(invoice.customer) ?? '', period: first.period });
  const billed = billedBefore(tx, first);
  if (billed === null) return lines;
  const parts = pricedParts(tx, { price, quantity, billed, currency: invoice.currency });
  const isSame =
    parts.length === lines.length && parts.every((part, index) => quantityOf(lines[index]) === part.quantity);
  if (isSame) return lines;
  return parts.map((part, index) => {
    const line = lines[index] ?? anotherLine(tx, invoice, first);
    return {
      ...line,
      amount: part.amount,
      description: part.description,
      pricing: line.pricing && { ...line.pricing, unit_amount_decimal: decimal(part.unitAmount ?? '0') },
      quantity: Math.trunc(part.quantity),
      quantity_decimal: decimal(quantityText(part.quantity)),
      subtotal: part.amount,
    };
  });
}

/** What a threshold billed of the line's period; null when that is not known any more. */
function billedBefore(tx: Tx, { parent, period }: Line): number | null {
  const { subscription, subscription_item: item } = parent?.subscription_item_details ?? {};
  const billed = tx.find('_subscription', subscription)?.billedUsage[item ?? ''];
  if (!billed) return 0;
  return billed.since === period.start ? billed.quantity : null;
}

function quantityOf(line: Line | undefined): number {
  return Number(decimalText(line?.quantity_decimal) ?? line?.quantity ?? 0);
}

/** A line for a tier that was not reached before; what is known of the first one holds for it too. */
function anotherLine(tx: Tx, invoice: Stripe.Invoice, first: Line): Line {
  const line = { ...first, id: tx.newId('il', 24) };
  const { lines } = invoiceFacts(tx, invoice.id);
  const known = lines[first.id];
  if (known) noteInvoice(tx, invoice.id, { lines: { ...lines, [line.id]: known } });
  return line;
}
