import type Stripe from 'stripe';
import { moneyText } from './money-text.ts';

/** What a coupon gives and for how long: "20% off for 3 months". */
export function couponText(coupon: Stripe.Coupon): string {
  const off =
    coupon.percent_off === null
      ? `${moneyText(coupon.amount_off ?? 0, coupon.currency ?? 'usd')} off`
      : `${coupon.percent_off}% off`;
  if (coupon.duration === 'forever') return `${off} for as long as you stay`;
  if (coupon.duration === 'once') return `${off} your next invoice`;
  const months = coupon.duration_in_months ?? 1;
  return months === 1 ? `${off} for a month` : `${off} for ${months} months`;
}
