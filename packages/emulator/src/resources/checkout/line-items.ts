import type Stripe from 'stripe';
import { productName } from '../../billing-cycle/describe-line.ts';
import type { Tx } from '../../kernel/tx.ts';
import { boughtItems, type SessionItem } from './facts.ts';
import { sumSession, type SessionSum } from './sum-session.ts';

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}

function lineItem(
  tx: Tx,
  { item, lines, currency }: { item: SessionItem; lines: readonly Stripe.InvoiceLineItem[]; currency: string },
): Stripe.LineItem {
  const price = tx.get('price', item.price);
  const taxes = lines.flatMap((line) => line.taxes ?? []);
  const subtotal = sum(lines.map((line) => line.amount));
  const discount = sum(lines.flatMap((line) => (line.discount_amounts ?? []).map(({ amount }) => amount)));
  const exclusive = sum(taxes.filter((tax) => tax.tax_behavior === 'exclusive').map(({ amount }) => amount));
  return {
    id: item.id,
    object: 'item',
    adjustable_quantity: item.adjustable,
    amount_discount: discount,
    amount_subtotal: subtotal,
    amount_tax: sum(taxes.map(({ amount }) => amount)),
    amount_total: subtotal - discount + exclusive,
    currency,
    description: productName(tx, price),
    metadata: item.metadata,
    price: tx.render('price', price),
    quantity: item.quantity ?? null,
  };
}

/** The session's line items as the API lists them, with the amounts that are due today. */
export function lineItemsOf(tx: Tx, session: Stripe.Checkout.Session, summed?: SessionSum): Stripe.LineItem[] {
  const facts = tx.get('_checkout', session.id);
  if (facts.settledItems) return facts.settledItems;
  if (session.mode === 'setup') return [];
  const { lines } = summed ?? sumSession(tx, session);
  return itemLines(tx, { items: boughtItems(facts), session, lines });
}

/** Items as lines, with what the sum says of them; nothing of it for those that are not bought. */
export function itemLines(
  tx: Tx,
  options: { items: readonly SessionItem[]; session: Stripe.Checkout.Session; lines: SessionSum['lines'] },
): Stripe.LineItem[] {
  const currency = options.session.currency ?? 'usd';
  return options.items.map((item) => lineItem(tx, { item, lines: options.lines.get(item.id) ?? [], currency }));
}
