import type Stripe from 'stripe';
import { invalidRequest, missing } from '../../kernel/errors.ts';
import type { Reference } from '../../kernel/objects.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import { isCouponValid, usableCoupon } from '../coupons/check-coupon.ts';

export interface Redemption {
  /** What a person typed, in any case; or `promotionCode`, its id. */
  code?: string;
  promotionCode?: string | { id: string };
  customer?: Reference;
  /** Minor units of `currency`, before the discount. Leave out where there is no amount yet: the minimum is then not checked. */
  amount?: number;
  currency?: string;
  /** Names the parameter in the refusal. */
  param: string;
}

/** What Stripe serves as `active`: switched on, and still redeemable. Running out is final. */
export function isPromotionCodeActive(tx: Tx, promotionCode: Stripe.PromotionCode): boolean {
  const coupon = tx.find('coupon', promotionCode.promotion.coupon);
  const now = tx.now();
  return (
    promotionCode.active &&
    coupon !== undefined &&
    isCouponValid(coupon, now) &&
    (promotionCode.expires_at === null || now <= promotionCode.expires_at) &&
    (promotionCode.max_redemptions === null || promotionCode.times_redeemed < promotionCode.max_redemptions)
  );
}

/**
 * The promotion code, if this customer may redeem it now. Counts nothing: `newDiscount` does.
 *
 * @throws StripeError for every reason why not.
 * @see https://docs.stripe.com/billing/subscriptions/coupons#promotion-codes
 */
export function checkPromotionCode(tx: Tx, redemption: Redemption): Stripe.PromotionCode {
  const { param, customer } = redemption;
  const promotionCode = findPromotionCode(tx, redemption);
  if (!isPromotionCodeActive(tx, promotionCode)) {
    const message = `The promotion code ${promotionCode.code} is expired, used up or inactive and cannot be redeemed.`;
    throw invalidRequest({ code: 'coupon_expired', param, message });
  }
  usableCoupon(tx, idOf(promotionCode.promotion.coupon) ?? '', { param, customer });
  if (promotionCode.customer !== null && promotionCode.customer !== idOf(customer)) {
    const message = 'This promotion code cannot be redeemed because it belongs to another customer.';
    throw invalidRequest({ param, message });
  }
  if (promotionCode.restrictions.first_time_transaction && hasPriorTransactions(tx, customer)) {
    const message = 'This promotion code cannot be redeemed because the associated customer has prior transactions.';
    throw invalidRequest({ param, message });
  }
  checkMinimum(promotionCode, redemption);
  return promotionCode;
}

function findPromotionCode(tx: Tx, { code, promotionCode, customer, param }: Redemption): Stripe.PromotionCode {
  if (promotionCode !== undefined) return tx.get('promotion_code', promotionCode, { param });
  const typed = (code ?? '').trim();
  const matches = tx.list('promotion_code').filter((other) => other.code.toLowerCase() === typed.toLowerCase());
  const active = matches.filter((other) => isPromotionCodeActive(tx, other));
  const ofCustomer = active.find((other) => other.customer !== null && other.customer === idOf(customer));
  const found = ofCustomer ?? active[0] ?? matches[0];
  if (!found) throw missing('promotion_code', typed, param);
  return found;
}

/** Any payment that was ever begun counts, and any trial. */
function hasPriorTransactions(tx: Tx, customer: Reference): boolean {
  const id = idOf(customer);
  if (id === null) return false;
  if (tx.list('payment_intent', { customer: id }).length > 0) return true;
  return tx.list('subscription', { customer: id }).some((subscription) => subscription.trial_start !== null);
}

function checkMinimum({ restrictions }: Stripe.PromotionCode, { amount, currency, param }: Redemption): void {
  if (amount === undefined || restrictions.minimum_amount === null) return;
  const minimum =
    restrictions.minimum_amount_currency === currency
      ? restrictions.minimum_amount
      : restrictions.currency_options?.[currency ?? '']?.minimum_amount;
  if (minimum === undefined) {
    const message = `This promotion code cannot be redeemed in ${currency ?? 'this currency'}.`;
    throw invalidRequest({ param, message });
  }
  if (amount < minimum) {
    const message = 'This promotion code cannot be redeemed because the minimum amount is not reached.';
    throw invalidRequest({ param, message });
  }
}
