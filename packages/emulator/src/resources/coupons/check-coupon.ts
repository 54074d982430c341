import type Stripe from 'stripe';
import { invalidRequest } from '../../kernel/errors.ts';
import type { Reference } from '../../kernel/objects.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';

/** Whether a coupon can still be redeemed at a time. */
export function isCouponValid(coupon: Stripe.Coupon, now: number): boolean {
  return !isExpired(coupon, now) && !isUsedUp(coupon);
}

/**
 * The coupon, if it can be redeemed now.
 *
 * @throws StripeError `resource_missing`, `coupon_expired`, or a plain refusal when it was redeemed as often as allowed.
 */
export function usableCoupon(
  tx: Tx,
  reference: string | { id: string },
  { param, customer }: { param: string; customer?: Reference },
): Stripe.Coupon {
  const coupon = tx.get('coupon', reference, { param });
  if (isExpired(coupon, tx.now({ customer }))) {
    throw invalidRequest({ code: 'coupon_expired', param, message: `Coupon expired: ${coupon.id}` });
  }
  if (isUsedUp(coupon)) {
    const message = `Coupon ${coupon.id} is used up and cannot be applied.`;
    throw invalidRequest({ code: 'coupon_expired', param, message });
  }
  return coupon;
}

/** The coupon behind a discount, also when it was deleted since. */
export function couponOf(tx: Tx, discount: Stripe.Discount): Stripe.Coupon {
  const id = idOf(discount.source.coupon) ?? '';
  return tx.find('coupon', id) ?? tx.find('_deleted_coupon', id)?.coupon ?? tx.get('coupon', id);
}

function isExpired(coupon: Stripe.Coupon, now: number): boolean {
  return coupon.redeem_by !== null && now > coupon.redeem_by;
}

function isUsedUp(coupon: Stripe.Coupon): boolean {
  return coupon.max_redemptions !== null && coupon.times_redeemed >= coupon.max_redemptions;
}
