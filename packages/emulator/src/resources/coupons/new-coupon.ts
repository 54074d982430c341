import type Stripe from 'stripe';
import { exclusiveParams, invalidRequest } from '../../kernel/errors.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import type { Call, Params } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { checkCurrency, checkCurrencyKey } from '../../money/currencies.ts';
import { checkFuture } from './future-moment.ts';

type CouponData = Params<'POST /v1/coupons'>;

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
    checkCurrencyKey(code, 'currency_options'),
    { amount_off: option.amount_off },
  ]);
  return Object.fromEntries(options);
}

function checkCouponData(data: CouponData, now: number): void {
  checkReduction(data);
  const isRepeating = data.duration === 'repeating';
  if (isRepeating && data.duration_in_months === undefined) {
    const message = 'The duration_in_months param must be set when creating a coupon with a repeating duration';
    throw invalidRequest({ param: 'duration', message });
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
  if (data.redeem_by !== undefined) checkFuture(data.redeem_by, 'redeem_by', now);
}

function checkReduction({ amount_off, percent_off, currency, currency_options }: CouponData): void {
  if (amount_off !== undefined && percent_off !== undefined) {
    const message = 'Received both percent_off and amount_off parameters. Please pass in only one.';
    throw invalidRequest({ message });
  }
  if (amount_off === undefined && percent_off === undefined) {
    throw invalidRequest({ code: 'parameter_missing', message: 'Must provide percent_off or amount_off.' });
  }
  if (percent_off !== undefined) {
    checkPercentage(percent_off);
    if (currency_options) throw exclusiveParams('currency_options', 'percent_off');
  }
  if (amount_off === undefined) return;
  if (amount_off < 1) {
    throw invalidRequest({
      code: 'parameter_invalid_integer',
      param: 'amount_off',
      message: 'Invalid positive integer',
    });
  }
  if (currency === undefined) {
    throw invalidRequest({ param: 'currency', message: 'You must pass currency when passing amount_off' });
  }
}

function checkPercentage(percentOff: number): void {
  if (percentOff >= 0.01 && percentOff <= 100) return;
  const bound = percentOff < 0.01 ? 'greater than or equal to 0.01' : 'less than or equal to 100';
  const shown = Number.isInteger(percentOff) ? percentOff.toFixed(1) : String(percentOff);
  const message = `This value must be ${bound} (it currently is '${shown}').`;
  throw invalidRequest({ param: 'percent_off', message });
}
