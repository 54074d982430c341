import type Stripe from 'stripe';
import { missing } from '../../kernel/errors.ts';
import { list, retrieve } from '../../kernel/read-operations.ts';
import { resource } from '../../kernel/resource.ts';
import { isCouponValid } from './check-coupon.ts';
import { createCoupon } from './new-coupon.ts';
import { deleteCoupon, updateCoupon } from './update-coupon.ts';

declare module '../../kernel/objects.ts' {
  interface StripeObjects {
    /** What a deleted coupon was, for the discounts that live on. */
    _deleted_coupon: { id: string; object: '_deleted_coupon'; coupon: Stripe.Coupon };
  }
}

export const deletedCoupons = resource('_deleted_coupon', {});

/** https://docs.stripe.com/api/coupons */
export const coupons = resource('coupon', {
  refuseMissing: (id) => missing('coupon', id, 'coupon', 404),
  operations: {
    'POST /v1/coupons': createCoupon,
    'GET /v1/coupons/:id': retrieve('coupon'),
    'POST /v1/coupons/:id': updateCoupon,
    'DELETE /v1/coupons/:id': deleteCoupon,
    'GET /v1/coupons': list('coupon'),
  },
  includes: {
    applies_to: (_tx, coupon) => coupon.applies_to,
    currency_options: (_tx, coupon) => currencyOptions(coupon),
  },
  // Running out is a matter of time: nothing happens to the coupon then, and no event is sent.
  render: (tx, { applies_to: _appliesTo, currency_options: _options, ...coupon }) => ({
    ...coupon,
    valid: coupon.valid && isCouponValid(coupon, tx.now()),
  }),
});

function currencyOptions(coupon: Stripe.Coupon): Stripe.Coupon['currency_options'] {
  if (coupon.currency === null || coupon.amount_off === null) return coupon.currency_options;
  return { [coupon.currency]: { amount_off: coupon.amount_off }, ...coupon.currency_options };
}
