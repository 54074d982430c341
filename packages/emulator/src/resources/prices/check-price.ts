import type Stripe from 'stripe';
import { decimalText } from '../../kernel/decimal.ts';
import { exclusiveParams, invalidRequest } from '../../kernel/errors.ts';
import { parseDecimal } from '../../money/decimal-fraction.ts';
import type { PriceData } from './new-price.ts';

const longestIntervals: Record<string, number> = { year: 3, month: 36, week: 156, day: 1095 };

/** @throws StripeError for every combination of parameters that makes no price. */
export function checkPriceData(data: PriceData, mayCredit: boolean): void {
  checkProduct(data);
  if (data.billing_scheme === 'tiered') checkTiers(data);
  else checkUnitAmount(data, mayCredit);
  checkRecurring(data.recurring);
}

function checkProduct({ product, product_data }: PriceData): void {
  if (product !== undefined && product_data !== undefined) throw exclusiveParams('product', 'product_data');
  if (product === undefined && product_data === undefined) {
    const message = 'You must specify either `product` or `product_data` when creating a price.';
    throw invalidRequest({ message });
  }
}

function checkUnitAmount(data: PriceData, mayCredit: boolean): void {
  const { unit_amount, unit_amount_decimal, custom_unit_amount, tiers, tiers_mode } = data;
  if (tiers !== undefined || tiers_mode !== undefined) {
    const param = tiers === undefined ? 'tiers_mode' : 'tiers';
    throw invalidRequest({
      param,
      message: `\`${param}\` can only be used when \`billing_scheme\` is set to \`tiered\`.`,
    });
  }
  if (unit_amount !== undefined && unit_amount_decimal !== undefined) {
    throw exclusiveParams('unit_amount', 'unit_amount_decimal');
  }
  if (unit_amount === undefined && unit_amount_decimal === undefined && !custom_unit_amount) {
    const message = 'Prices require an `unit_amount` or `unit_amount_decimal` parameter to be set.';
    throw invalidRequest({ message });
  }
  const isCredit = mayCredit && (unit_amount ?? Number(decimalText(unit_amount_decimal))) < 0;
  if (!isCredit) checkAmount('unit_amount', unit_amount, unit_amount_decimal);
}

function checkTiers(data: PriceData): void {
  const { tiers, tiers_mode, transform_quantity } = data;
  if (!data.recurring) {
    const message = 'Prices with `type=one_time` are not supported with tiered billing.';
    throw invalidRequest({ param: 'interval', message });
  }
  if (data.unit_amount !== undefined || data.unit_amount_decimal !== undefined) {
    throw invalidRequest({ param: 'unit_amount', message: 'You cannot set `unit_amount` on a price with tiers.' });
  }
  if (!tiers || tiers.length === 0) {
    throw invalidRequest({ code: 'parameter_missing', param: 'tiers', message: 'Missing required param: tiers.' });
  }
  if (tiers_mode === undefined) {
    throw invalidRequest({
      code: 'parameter_missing',
      param: 'tiers_mode',
      message: 'Missing required param: tiers_mode.',
    });
  }
  if (transform_quantity !== undefined) throw exclusiveParams('tiers', 'transform_quantity');
  checkTierList(tiers);
}

/** Shared with `currency_options`. */
export function checkTierList(tiers: readonly Stripe.PriceCreateParams.Tier[]): void {
  let below = 0;
  tiers.forEach((tier, index) => {
    const isLast = index === tiers.length - 1;
    const param = `tiers[${index}][up_to]`;
    if (isLast !== (tier.up_to === 'inf')) {
      throw invalidRequest({ param, message: 'The last tier, and only the last, must have `up_to` set to `inf`.' });
    }
    if (typeof tier.up_to === 'number') {
      if (tier.up_to <= below) {
        throw invalidRequest({ param, message: 'Each tier must reach further than the one before it.' });
      }
      below = tier.up_to;
    }
    checkTierAmounts(tier, index);
  });
}

function checkTierAmounts(tier: Stripe.PriceCreateParams.Tier, index: number): void {
  const { flat_amount, flat_amount_decimal, unit_amount, unit_amount_decimal } = tier;
  const amounts = [flat_amount, flat_amount_decimal, unit_amount, unit_amount_decimal];
  if (amounts.every((amount) => amount === undefined)) {
    const message = 'Each tier needs a `unit_amount` or a `flat_amount`.';
    throw invalidRequest({ param: `tiers[${index}][unit_amount]`, message });
  }
  checkAmount(`tiers[${index}][unit_amount]`, unit_amount, unit_amount_decimal);
  checkAmount(`tiers[${index}][flat_amount]`, flat_amount, flat_amount_decimal);
}

function checkAmount(param: string, amount: number | undefined, amountDecimal: Stripe.Decimal | undefined): void {
  if (amount !== undefined && amountDecimal !== undefined) throw exclusiveParams(param, `${param}_decimal`);
  if (amount !== undefined && amount < 0) {
    const message = 'Invalid non-negative integer';
    throw invalidRequest({ code: 'parameter_invalid_integer', param, message });
  }
  const text = decimalText(amountDecimal);
  if (text === undefined) return;
  try {
    if (parseDecimal(text) >= 0n) return;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  const message = `Invalid decimal: ${text}; must be at least zero and contain at maximum twelve decimal places.`;
  throw invalidRequest({ param: `${param}_decimal`, message });
}

function checkRecurring(recurring: PriceData['recurring']): void {
  if (!recurring) return;
  const count = recurring.interval_count ?? 1;
  const longest = longestIntervals[recurring.interval] ?? 1;
  if (count < 1 || count > longest) {
    const message = `Invalid interval_count: must be between 1 and ${longest} for the interval \`${recurring.interval}\`.`;
    throw invalidRequest({ param: 'recurring[interval_count]', message });
  }
  const isMetered = recurring.usage_type === 'metered';
  if (isMetered !== (recurring.meter !== undefined)) {
    if (isMetered) {
      const message = 'Starting with Stripe version `2025-03-31.basil`, metered prices must be backed by meters.';
      throw invalidRequest({ message });
    }
    const message = '`recurring[meter]` can only be used with `recurring[usage_type]=metered`.';
    throw invalidRequest({ param: 'recurring[meter]', message });
  }
}
