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

/** A part of what is owed; or of what was billed before at another price, given back. */
export interface OwedPart extends PricePart {
  isGivenBack?: boolean;
}

/** Which parts of two quantities stand for the same: in volume pricing, the whole of them. */
function keyOf(price: Stripe.Price, part: PricePart): string {
  return `${price.tiers_mode === 'graduated' ? part.tier?.from : ''} ${part.isFlat}`;
}

/** A volume price that more use made another one is owed for all of it, against what was billed at the one before. */
function repricedParts(parts: readonly PricePart[], before: readonly PricePart[]): OwedPart[] {
  return [...parts, ...before.map((part) => ({ ...part, amount: 0 - part.amount, isGivenBack: true }))];
}

/**
 * The parts of `quantity` units without those of the first `billed` ones; one of nothing when nothing is left.
 *
 * @see https://docs.stripe.com/billing/subscriptions/usage-based/thresholds
 */
export function partsBeyond(
  price: Stripe.Price,
  { quantity, billed, currency }: { quantity: number; billed: number; currency: string },
): OwedPart[] {
  const parts = priceParts(price, quantity, { currency });
  if (billed === 0) return parts;
  const known = priceParts(price, billed, { currency });
  if (price.tiers_mode === 'volume' && parts[0]?.tier?.from !== known[0]?.tier?.from)
    return repricedParts(parts, known);
  const before = new Map(known.map((part) => [keyOf(price, part), part]));
  const rest = parts.map((part) => {
    const same = before.get(keyOf(price, part));
    return { ...part, amount: part.amount - (same?.amount ?? 0), quantity: part.quantity - (same?.quantity ?? 0) };
  });
  const owed = rest.filter((part) => part.amount !== 0 || part.quantity !== 0);
  return owed.length > 0 ? owed : rest.slice(-1);
}
