import type Stripe from 'stripe';
import type { Reference } from '../../kernel/objects.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';

export { couponOf } from '../coupons/check-coupon.ts';

export interface DiscountData {
  /** One of the two; checked by `usableCoupon` or `checkPromotionCode` before. */
  coupon?: string | { id: string };
  promotionCode?: string | { id: string };
  customer?: Reference;
  subscription?: Reference;
  subscription_item?: Reference;
  invoice?: Reference;
  invoice_item?: Reference;
  checkout_session?: Reference;
  /** Seconds; now when left out. A backdated subscription counts its months from its own start. */
  start?: number;
  /** The customer's discount that this one takes the place of. */
  replaces?: Stripe.Discount;
}

/**
 * Gives a discount: counts the redemption of its coupon and code, and fixes its end when the coupon repeats for some months.
 */
export function newDiscount(tx: Tx, data: DiscountData): Stripe.Discount {
  const promotionCode = data.promotionCode === undefined ? undefined : tx.get('promotion_code', data.promotionCode);
  const coupon = tx.get('coupon', idOf(promotionCode?.promotion.coupon) ?? idOf(data.coupon ?? ''));
  const start = data.start ?? tx.now({ customer: data.customer });
  const discount = tx.insert('discount', {
    id: tx.newId('di'),
    object: 'discount',
    checkout_session: idOf(data.checkout_session),
    customer: idOf(data.customer),
    customer_account: null,
    end: endOf(coupon, start),
    invoice: idOf(data.invoice),
    invoice_item: idOf(data.invoice_item),
    promotion_code: promotionCode?.id ?? null,
    source: { coupon: coupon.id, type: 'coupon' },
    start,
    subscription: idOf(data.subscription),
    subscription_item: idOf(data.subscription_item),
  });
  countRedemption(tx, coupon, promotionCode);
  if (data.replaces) {
    tx.update('discount', data.replaces.id, { end: start });
    tx.emit('customer.discount.updated', discount, data.replaces);
  } else if (discount.customer !== null) tx.emit('customer.discount.created', discount);
  return discount;
}

/** Takes a discount away. What it took off stays, and so does the object: invoices go on showing it. */
export function endDiscount(tx: Tx, reference: string | { id: string }): Stripe.Discount {
  const before = tx.get('discount', reference);
  const discount = tx.update('discount', before.id, { end: tx.now(before) });
  if (discount.customer !== null) tx.emit('customer.discount.deleted', discount);
  return discount;
}

/** Whether a discount still counts at a time, for an invoice of that date. */
export function isDiscountRunning(discount: Stripe.Discount, at: number): boolean {
  return discount.end === null || at < discount.end;
}

function countRedemption(tx: Tx, coupon: Stripe.Coupon, promotionCode: Stripe.PromotionCode | undefined): void {
  const redeemed = tx.update('coupon', coupon.id, { times_redeemed: coupon.times_redeemed + 1 });
  tx.emit('coupon.updated', redeemed, coupon);
  if (!promotionCode) return;
  const counted = tx.update('promotion_code', promotionCode.id, { times_redeemed: promotionCode.times_redeemed + 1 });
  tx.emit('promotion_code.updated', counted, promotionCode);
}

/** Calendar months on; a day that the last month lacks falls on its end. */
function endOf(coupon: Stripe.Coupon, start: number): number | null {
  if (coupon.duration !== 'repeating' || coupon.duration_in_months === null) return null;
  const from = new Date(start * 1000);
  const to = new Date(start * 1000);
  to.setUTCDate(1);
  to.setUTCMonth(from.getUTCMonth() + coupon.duration_in_months);
  const daysInMonth = new Date(Date.UTC(to.getUTCFullYear(), to.getUTCMonth() + 1, 0)).getUTCDate();
  to.setUTCDate(Math.min(from.getUTCDate(), daysInMonth));
  return to.getTime() / 1000;
}
