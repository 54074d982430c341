import type Stripe from 'stripe';
import type { Tx } from '../../kernel/tx.ts';
import { usableCoupon } from '../coupons/check-coupon.ts';
import { endDiscount, newDiscount } from '../discounts/new-discount.ts';

/** Only the Stripe CLI's fixtures still send it: see kernel/older-params.ts. */
export interface OlderCustomerParams {
  coupon?: string;
}

/**
 * A customer's discount after a write in the older words: a coupon gives one or takes the place of another, `''` ends it.
 *
 * @throws StripeError for a coupon that cannot be redeemed.
 */
export function discountAfter(
  tx: Tx,
  { coupon }: OlderCustomerParams,
  { customer, stored }: { customer: string; stored: Stripe.Discount | null },
): Stripe.Discount | null {
  if (coupon === undefined) return stored;
  if (coupon === '') {
    if (stored) endDiscount(tx, stored);
    return null;
  }
  usableCoupon(tx, coupon, { param: 'coupon', customer });
  return newDiscount(tx, { coupon, customer, ...(stored ? { replaces: stored } : {}) });
}
