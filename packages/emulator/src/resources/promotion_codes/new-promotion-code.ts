import type Stripe from 'stripe';
import { invalidRequest, missingParam } from '../../kernel/errors.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import type { Call, Params } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { checkCurrency, checkCurrencyKey } from '../../money/currencies.ts';
import { isCouponValid } from '../coupons/check-coupon.ts';
import { checkFuture } from '../coupons/future-moment.ts';
import { newCode } from '../coupons/new-coupon.ts';
import { isPromotionCodeActive } from './check-promotion-code.ts';

type PromotionCodeData = Params<'POST /v1/promotion_codes'>;

export function createPromotionCode(tx: Tx, { params }: Call<PromotionCodeData>): Stripe.PromotionCode {
  const couponId = params.promotion.coupon;
  if (couponId === undefined) {
    const message = 'You must pass promotion.coupon when passing promotion';
    throw invalidRequest({ param: 'promotion.coupon', message });
  }
  const coupon = tx.get('coupon', couponId, { param: 'promotion[coupon]' });
  checkLimits(tx, params, coupon);
  const customer = params.customer === undefined ? null : tx.get('customer', params.customer, { param: 'customer' }).id;
  const code = params.code ?? newCode(tx).toUpperCase();
  checkCode(tx, code, customer);
  const promotionCode = tx.insert('promotion_code', {
    id: tx.newId('promo'),
    object: 'promotion_code',
    active: params.active ?? true,
    code,
    created: tx.now(),
    customer,
    customer_account: null,
    expires_at: params.expires_at ?? coupon.redeem_by,
    livemode: false,
    max_redemptions: params.max_redemptions ?? null,
    metadata: mergedMetadata(null, params.metadata),
    promotion: { coupon: coupon.id, type: 'coupon' },
    restrictions: restrictionsOf(params.restrictions),
    times_redeemed: 0,
  });
  tx.emit('promotion_code.created', promotionCode);
  return promotionCode;
}

function restrictionsOf(given: PromotionCodeData['restrictions']): Stripe.PromotionCode.Restrictions {
  const { minimum_amount, minimum_amount_currency, currency_options } = given ?? {};
  if (minimum_amount !== undefined && minimum_amount_currency === undefined) {
    throw missingParam('restrictions[minimum_amount_currency]');
  }
  return {
    ...(currency_options ? { currency_options: minimumsOf(currency_options) } : {}),
    first_time_transaction: given?.first_time_transaction ?? false,
    minimum_amount: minimum_amount ?? null,
    minimum_amount_currency:
      minimum_amount_currency === undefined
        ? null
        : checkCurrency(minimum_amount_currency, 'restrictions[minimum_amount_currency]'),
  };
}

/** Minimum amounts in further currencies, by lowercase code. */
export function minimumsOf(
  given: Record<string, { minimum_amount?: number }>,
): Record<string, Stripe.PromotionCode.Restrictions.CurrencyOptions> {
  const options = Object.entries(given).map(
    ([code, option]): [string, Stripe.PromotionCode.Restrictions.CurrencyOptions] => [
      checkCurrencyKey(code, 'restrictions[currency_options]'),
      { minimum_amount: option.minimum_amount ?? 0 },
    ],
  );
  return Object.fromEntries(options);
}

function checkLimits(tx: Tx, data: PromotionCodeData, coupon: Stripe.Coupon): void {
  if (!isCouponValid(coupon, tx.now())) {
    const message = `The coupon \`${coupon.id}\` cannot be redeemed any more.`;
    throw invalidRequest({ param: 'promotion[coupon]', message });
  }
  if (data.expires_at !== undefined) {
    checkFuture(data.expires_at, 'expires_at', tx.now());
    if (coupon.redeem_by !== null && data.expires_at > coupon.redeem_by) {
      const message = "expires_at cannot be later than the coupon's redeem_by.";
      throw invalidRequest({ param: 'expires_at', message });
    }
  }
  if (data.max_redemptions === undefined) return;
  if (data.max_redemptions < 1) {
    const message = 'This value must be greater than or equal to 1.';
    throw invalidRequest({ code: 'parameter_invalid_integer', param: 'max_redemptions', message });
  }
  if (coupon.max_redemptions !== null && data.max_redemptions > coupon.max_redemptions) {
    const message = "max_redemptions cannot be greater than the coupon's max_redemptions.";
    throw invalidRequest({ param: 'max_redemptions', message });
  }
}

/** Unique among active codes, whatever the case; codes of different customers may be the same. */
export function checkCode(tx: Tx, code: string, customer: string | null, ownId?: string): void {
  if (!/^[A-Za-z0-9_-]+$/.test(code)) {
    const message = `This value must match the regex pattern. (/\\A[a-zA-Z0-9\\-_]+\\z/ does not match for the value ${code}).`;
    throw invalidRequest({ param: 'code', message });
  }
  const isTaken = tx.list('promotion_code').some((other) => {
    if (other.id === ownId || other.code.toLowerCase() !== code.toLowerCase()) return false;
    if (!isPromotionCodeActive(tx, other)) return false;
    return customer === null || other.customer === null || other.customer === customer;
  });
  if (!isTaken) return;
  const message = `An active promotion code with \`code: ${code}\` already exists.`;
  throw invalidRequest({ message });
}
