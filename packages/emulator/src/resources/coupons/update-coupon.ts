import type Stripe from 'stripe';
import { written } from '../../kernel/emptyable.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import type { Call, Params } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { currencyOptionsOf } from './new-coupon.ts';

type CouponChange = Params<'POST /v1/coupons/:id'>;

/** What a coupon takes off is fixed; only its name, metadata and further currencies can change. */
export function updateCoupon(tx: Tx, { path, params }: Call<CouponChange, 'id'>): Stripe.Coupon {
  const before = tx.get('coupon', path.id);
  const coupon = tx.update('coupon', before.id, {
    ...(params.currency_options
      ? { currency_options: { ...before.currency_options, ...currencyOptionsOf(params.currency_options) } }
      : {}),
    metadata: mergedMetadata(before.metadata, params.metadata),
    name: written(params.name, before.name),
  });
  tx.emit('coupon.updated', coupon, before);
  return coupon;
}

/** Discounts that were given already go on: they keep a copy of the coupon. */
export function deleteCoupon(tx: Tx, { path }: Call<object, 'id'>): Stripe.DeletedCoupon {
  const coupon = tx.get('coupon', path.id);
  tx.remove('coupon', coupon.id);
  const deleted = { ...coupon, valid: false };
  tx.insert('_deleted_coupon', { id: coupon.id, object: '_deleted_coupon', coupon: deleted });
  tx.emit('coupon.deleted', deleted);
  return { id: coupon.id, object: 'coupon', deleted: true };
}
