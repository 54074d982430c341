// The record of what each subscription item was really debited, which flexible billing credits from.
import type Stripe from 'stripe';
import { idOf } from '../kernel/objects.ts';
import type { Tx } from '../kernel/tx.ts';
import { subscriptionFacts } from './facts.ts';
import type { Debit } from './prorate.ts';

type Debits = Record<string, Debit[]>;

/** What a line costs after its discounts. */
function netAmount(line: Stripe.InvoiceLineItem): number {
  return line.amount - (line.discount_amounts ?? []).reduce((sum, { amount }) => sum + amount, 0);
}

function billedDebits(before: readonly Debit[], line: Stripe.InvoiceLineItem, invoice: string): Debit[] {
  const item = line.parent?.subscription_item_details?.invoice_item ?? null;
  const billed = { invoice, lines: [line.id] };
  if (item !== null) {
    return before.map((debit) => (debit.invoiceItem === item ? { ...debit, billed } : debit));
  }
  const others = before.filter((debit) => !debit.billed?.lines.includes(line.id));
  const amount = netAmount(line);
  if (amount <= 0) return others;
  const price = line.pricing?.price_details?.price;
  const debit: Debit = {
    amount,
    off: (line.discount_amounts ?? []).map((each) => ({ amount: each.amount, discount: idOf(each.discount) })),
    period: line.period,
    price: typeof price === 'string' ? price : (price?.id ?? ''),
    quantity: line.quantity ?? 1,
    billed,
    invoiceItem: null,
  };
  return [...others, debit];
}

/**
 * Notes what an invoice debits for the time of its subscription's items. Called again when the amounts of a draft
 * change. Usage that is billed afterwards is not time and cannot be credited.
 */
export function recordDebits(tx: Tx, invoice: Stripe.Invoice): void {
  for (const line of invoice.lines.data) {
    const details = line.parent?.subscription_item_details;
    if (!details?.subscription || line.period.end <= invoice.created) continue;
    const facts = tx.find('_subscription', details.subscription);
    if (!facts) continue;
    const item = details.subscription_item;
    const debits: Debits = { ...facts.debits, [item]: billedDebits(facts.debits[item] ?? [], line, invoice.id) };
    tx.update('_subscription', facts.id, { debits });
  }
}

/** Forgets debits whose time is over. */
export function forgetDebits(tx: Tx, subscription: string, at: number): void {
  const { debits } = subscriptionFacts(tx, subscription);
  const left = Object.entries(debits).map(([item, all]) => [item, all.filter((debit) => debit.period.end > at)]);
  tx.update('_subscription', subscription, { debits: Object.fromEntries(left) as Debits });
}
