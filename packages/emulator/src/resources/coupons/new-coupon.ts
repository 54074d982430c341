import type Stripe from 'stripe';
import { exclusiveParams, invalidRequest, missingParam } from '../../kernel/errors.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import type { Call, Params } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { checkCurrency } from '../../money/currencies.ts';

type CouponData = Params<'POST /v1/coupons'>;

const fiveYears = 5 * 366 * 86_400;

export function createCoupon(tx: Tx, { params }: Call<CouponData>): Stripe.Coupon {
  checkCouponData(params, tx.now());
  if (params.id !== undefined && tx.find('coupon', params.id)) {
    throw invalidRequest({ code: 'resource_already_exists', message: 'Coupon already exists.' });
  }
  for (const product of params.applies_to?.products ?? []) {
    tx.get('product', product, { param: 'applies_to[products]' });
  }
  const coupon = tx.insert('coupon', {
    id: params.id ?? newCode(tx),
    object: 'coupon',
    amount_off: params.amount_off ?? null,
    ...(params.applies_to?.products ? { applies_to: { products: params.applies_to.products } } : {}),
    created: tx.now(),
    currency: params.amount_off === undefined ? null : checkCurrency(params.currency ?? ''),
    ...(params.currency_options ? { currency_options: currencyOptionsOf(params.currency_options) } : {}),
    duration: params.duration ?? 'once',
    duration_in_months: params.duration_in_months ?? null,
    livemode: false,
    max_redemptions: params.max_redemptions ?? null,
    metadata: mergedMetadata(null, params.metadata),
    name: params.name ?? null,
    percent_off: params.percent_off ?? null,
    redeem_by: params.redeem_by ?? null,
    times_redeemed: 0,
    valid: true,
  });
  tx.emit('coupon.created', coupon);
  return coupon;
}

/** Eight letters and digits, where nobody chose a code. */
export function newCode(tx: Tx): string {
  return tx.newSecret('code', 8).slice('code_'.length);
}

/** Amounts off in further currencies, by lowercase code. */
export function currencyOptionsOf(
  given: Record<string, { amount_off: number }>,
): Record<string, Stripe.Coupon.CurrencyOptions> {
  const options = Object.entries(given).map(([code, option]): [string, Stripe.Coupon.CurrencyOptions] => [
    checkCurrency(code, 'currency_options'),
    { amount_off: option.amount_off },
  ]);
  return Object.fromEntries(options);
}

function checkCouponData(data: CouponData, now: number): void {
  checkReduction(data);
  const isRepeating = data.duration === 'repeating';
  if (isRepeating && data.duration_in_months === undefined) {
    const message = 'You must pass duration_in_months when passing duration=repeating.';
    throw invalidRequest({ code: 'parameter_missing', param: 'duration_in_months', message });
  }
  if (!isRepeating && data.duration_in_months !== undefined) {
    const message = 'You can only pass duration_in_months when passing duration=repeating.';
    throw invalidRequest({ param: 'duration_in_months', message });
  }
  for (const param of ['duration_in_months', 'max_redemptions'] as const) {
    if ((data[param] ?? 1) >= 1) continue;
    const message = 'This value must be greater than or equal to 1.';
    throw invalidRequest({ code: 'parameter_invalid_integer', param, message });
  }
  if (data.redeem_by === undefined) return;
  if (data.redeem_by <= now) {
    throw invalidRequest({ param: 'redeem_by', message: 'redeem_by must be a timestamp in the future.' });
  }
  if (data.redeem_by > now + fiveYears) {
    throw invalidRequest({ param: 'redeem_by', message: 'redeem_by must be within five years.' });
  }
}

function checkReduction({ amount_off, percent_off, currency }: CouponData): void {
  if (amount_off !== undefined && percent_off !== undefined) {
    throw exclusiveParams('amount_off', 'percent_off');
  }
  if (amount_off === undefined && percent_off === undefined) throw missingParam('percent_off');
  if (percent_off !== undefined && !(percent_off > 0 && percent_off <= 100)) {
    const message = 'Invalid percent_off: must be greater than 0 and at most 100.';
    throw invalidRequest({ param: 'percent_off', message });
  }
  if (amount_off === undefined) return;
  if (amount_off < 1) {
    throw invalidRequest({
      code: 'parameter_invalid_integer',
      param: 'amount_off',
      message: 'Invalid positive integer',
    });
  }
  if (currency === undefined) throw missingParam('currency');
}
