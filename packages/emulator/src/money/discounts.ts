import type Stripe from 'stripe';
import { percentOf } from './rounding.ts';
import { splitProportionally } from './split.ts';

export interface DiscountableLine {
  /** Minor units, before discounts. Credits (negative) are never discounted again. */
  amount: number;
  product: string | null;
  isDiscountable: boolean;
  /** When it is billed; of a time that is over, when that began. A discount that had run out by then takes nothing off. */
  at?: number;
}

export interface AppliedDiscount {
  /** The discount's id. */
  id: string;
  coupon: Stripe.Coupon;
  /** The index of the one line that it belongs to: a discount of a subscription item. */
  onlyLine?: number;
  /** When it runs out. */
  end?: number | null;
}

export interface DiscountedLines {
  /** Per line, in the order of the lines; only what is not zero. */
  amounts: { discount: string; amount: number }[][];
  /** Per discount, in the order in which they were applied. */
  totals: { discount: string; amount: number }[];
}

/**
 * What discounts take off lines.
 *
 * Each acts on what the ones before it left, in the given order, those of single lines first. A percentage is rounded
 * line by line; an amount is capped at what its lines come to, and spread over them.
 *
 * @see https://docs.stripe.com/billing/subscriptions/coupons
 */
export function discountLines({
  currency,
  lines,
  discounts,
}: {
  currency: string;
  lines: readonly DiscountableLine[];
  discounts: readonly AppliedDiscount[];
}): DiscountedLines {
  const left = lines.map((line) => line.amount);
  const amounts: DiscountedLines['amounts'] = lines.map(() => []);
  const totals: DiscountedLines['totals'] = [];
  const ofLines = discounts.filter((discount) => discount.onlyLine !== undefined);
  const ofAll = discounts.filter((discount) => discount.onlyLine === undefined);

  for (const discount of [...ofLines, ...ofAll]) {
    const weights = lines.map((line, index) => (isEligible(line, index, discount) ? Math.max(left[index] ?? 0, 0) : 0));
    const taken = couponDiscount(discount.coupon, weights, currency);
    taken.forEach((amount, index) => {
      if (amount === 0) return;
      left[index] = (left[index] ?? 0) - amount;
      amounts[index]?.push({ discount: discount.id, amount });
    });
    totals.push({ discount: discount.id, amount: taken.reduce((sum, amount) => sum + amount, 0) });
  }
  return { amounts, totals };
}

/** What one coupon takes off amounts in `currency`; nothing when it is an amount in other currencies only. */
export function couponDiscount(coupon: Stripe.Coupon, amounts: readonly number[], currency: string): number[] {
  if (coupon.percent_off !== null) {
    const percent = coupon.percent_off;
    return amounts.map((amount) => percentOf(amount, percent));
  }
  const sum = amounts.reduce((whole, amount) => whole + amount, 0);
  return splitProportionally(Math.min(couponAmountOff(coupon, currency) ?? 0, sum), amounts);
}

/** The coupon's `amount_off` in a currency, or undefined when it has none there. */
export function couponAmountOff(coupon: Stripe.Coupon, currency: string): number | undefined {
  if (coupon.currency === currency) return coupon.amount_off ?? undefined;
  return coupon.currency_options?.[currency]?.amount_off;
}

function isEligible(line: DiscountableLine, index: number, discount: AppliedDiscount): boolean {
  if (!line.isDiscountable || line.amount <= 0) return false;
  if (discount.onlyLine !== undefined && discount.onlyLine !== index) return false;
  if (line.at !== undefined && line.at >= (discount.end ?? Infinity)) return false;
  const products = discount.coupon.applies_to?.products;
  return !products || (line.product !== null && products.includes(line.product));
}
