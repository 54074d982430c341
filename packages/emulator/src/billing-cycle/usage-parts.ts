// Usage that is billed before its period is over: what a threshold billed is not billed again, and tiers go on where they were.
import type Stripe from 'stripe';
import type { Tx } from '../kernel/tx.ts';
import { priceParts, type PricePart } from '../money/price-amount.ts';

/** What was billed of an item's usage in the period that began at `since`. */
export interface BilledUsage {
  since: number;
  quantity: number;
}

/** How much of an item's usage in a period a threshold billed already. */
export function billedUsage(
  tx: Tx,
  { subscription, item, since }: { subscription: string; item: string; since: number },
): number {
  const billed = tx.find('_subscription', subscription)?.billedUsage[item];
  return billed?.since === since ? billed.quantity : 0;
}

/** Which parts of two quantities stand for the same: in volume pricing, the whole of them. */
function keyOf(price: Stripe.Price, part: PricePart): string {
  return `${price.tiers_mode === 'graduated' ? part.tier?.from : ''} ${part.isFlat}`;
}

/** The parts of `quantity` units without those of the first `billed` ones; one of nothing when nothing is left. */
export function partsBeyond(
  price: Stripe.Price,
  { quantity, billed, currency }: { quantity: number; billed: number; currency: string },
): PricePart[] {
  const parts = priceParts(price, quantity, { currency });
  if (billed === 0) return parts;
  const before = new Map(priceParts(price, billed, { currency }).map((part) => [keyOf(price, part), part]));
  const rest = parts.map((part) => {
    const known = before.get(keyOf(price, part));
    return { ...part, amount: part.amount - (known?.amount ?? 0), quantity: part.quantity - (known?.quantity ?? 0) };
  });
  const owed = rest.filter((part) => part.amount !== 0 || part.quantity !== 0);
  return owed.length > 0 ? owed : rest.slice(-1);
}
