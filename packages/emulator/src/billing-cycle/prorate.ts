// The plan of a proration: which credits and debits a change of items makes at one second. Pure: a preview and the change
// itself use the same plan, so they cannot disagree.
import { roundedQuotient } from '../money/rounding.ts';
import type { Period } from './periods.ts';

/** What a discount took off an amount. */
export interface DiscountShare {
  discount: string;
  amount: number;
}

/** Something that was debited for a span of an item's time, as far as it has not been credited since. */
export interface Debit {
  /** Net of discounts, minor units, for the whole of `period`. */
  amount: number;
  /** What discounts took off it: `amount` is without that. */
  off?: readonly DiscountShare[];
  period: Period;
  price: string;
  quantity: number;
  /** Where it was billed: null while the debit is still a pending invoice item. */
  billed: { invoice: string; lines: readonly string[] } | null;
  invoiceItem: string | null;
}

export interface Credit {
  /** Negative or zero, net of discounts. */
  amount: number;
  /** The part of what discounts took off the debit; positive. */
  off: readonly DiscountShare[];
  period: Period;
  price: string;
  quantity: number;
  /** The debit that it gives back; null in classic mode, which credits the current price whatever was debited. */
  of: Debit | null;
}

/**
 * The part of `amount` that the time from `at` to the end of `period` costs.
 *
 * @param whole How many seconds `amount` is for, when that is not the period's own length.
 */
export function remainingAmount(
  amount: number,
  period: Period,
  at: number,
  whole: number = period.end - period.start,
): number {
  const from = Math.min(Math.max(at, period.start), period.end);
  return whole === 0 ? 0 : roundedQuotient(BigInt(amount) * BigInt(period.end - from), whole);
}

/**
 * The same part of what discounts took off: together with the part `net` of what was left it is the part of the whole, rounded once.
 *
 * @param whole As above.
 */
export function remainingShares(
  cost: { net: number; off: readonly DiscountShare[] },
  { net, period, at, whole }: { net: number; period: Period; at: number; whole?: number },
): DiscountShare[] {
  const gross = cost.off.reduce((sum, { amount }) => sum + amount, cost.net);
  let left = remainingAmount(gross, period, at, whole) - net;
  return cost.off.map(({ discount, amount: all }, index) => {
    const amount = index === cost.off.length - 1 ? left : remainingAmount(all, period, at, whole);
    left -= amount;
    return { discount, amount };
  });
}

/**
 * Flexible billing: gives back what was really debited for the time from `at` on. A span that several debits paid for
 * gives several credits; one that nothing was debited for gives none.
 *
 * @returns the credits, and the debits as they stand afterwards (cut off at `at`).
 * @see https://docs.stripe.com/billing/subscriptions/billing-mode/compare
 */
export function creditDebits(debits: readonly Debit[], at: number): { credits: Credit[]; debits: Debit[] } {
  const credits: Credit[] = [];
  const left: Debit[] = [];
  for (const debit of debits) {
    if (debit.period.end <= at) {
      left.push(debit);
      continue;
    }
    const from = Math.max(at, debit.period.start);
    const amount = remainingAmount(debit.amount, debit.period, from);
    const cost = { net: debit.amount, off: debit.off ?? [] };
    const off = remainingShares(cost, { net: amount, period: debit.period, at: from });
    if (amount !== 0) {
      const period = { start: from, end: debit.period.end };
      credits.push({ amount: -amount, off, period, price: debit.price, quantity: debit.quantity, of: debit });
    }
    if (from > debit.period.start) {
      const period = { start: debit.period.start, end: from };
      left.push({ ...debit, amount: debit.amount - amount, off: sharesLeft(cost.off, off), period });
    }
  }
  return { credits, debits: left };
}

function sharesLeft(all: readonly DiscountShare[], gone: readonly DiscountShare[]): DiscountShare[] {
  return all.map((share, index) => ({ ...share, amount: share.amount - (gone[index]?.amount ?? 0) }));
}

/** Classic billing: gives back the rest of the current price, as if it had been paid in full. `whole` as above. */
export function creditCurrentPrice(
  item: { price: string; quantity: number; amount: number; period: Period; whole?: number },
  at: number,
): Credit {
  const amount = remainingAmount(item.amount, item.period, at, item.whole);
  const period = { start: Math.max(at, item.period.start), end: item.period.end };
  // Not `-amount`: that would make a negative zero of nothing.
  return { amount: 0 - amount, off: [], period, price: item.price, quantity: item.quantity, of: null };
}
