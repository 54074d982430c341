import type Stripe from 'stripe';
import { invalidRequest, missingParam } from '../../kernel/errors.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import type { Handler } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { checkCurrency, checkCurrencyKey } from '../../money/currencies.ts';

type RateData = Stripe.ShippingRateCreateParams;
type Estimate = NonNullable<RateData['delivery_estimate']>;
type CurrencyOptions = NonNullable<Stripe.ShippingRate.FixedAmount['currency_options']>;

/** @see https://docs.stripe.com/api/shipping_rates/create */
export const createShippingRate: Handler<'POST /v1/shipping_rates'> = (tx, { params }) =>
  newShippingRate(tx, params, { param: '' });

/**
 * Makes a shipping rate.
 *
 * @param param Where the rate stands in the request (`shipping_options[0][shipping_rate_data]`); empty when it is the request.
 */
export function newShippingRate(
  tx: Tx,
  data: Omit<RateData, 'expand'>,
  { param }: { param: string },
): Stripe.ShippingRate {
  const place = param === '' ? 'fixed_amount' : `${param}[fixed_amount]`;
  const fixed = data.fixed_amount;
  if (!fixed) throw missingParam(place);
  checkShippingAmount(fixed.amount, `${place}[amount]`);
  return tx.insert('shipping_rate', {
    id: tx.newId('shr'),
    object: 'shipping_rate',
    active: true,
    created: tx.now(),
    delivery_estimate: deliveryEstimate(data.delivery_estimate),
    display_name: data.display_name,
    fixed_amount: {
      amount: fixed.amount,
      currency: checkCurrency(fixed.currency),
      ...(fixed.currency_options ? { currency_options: shippingCurrencyOptions({}, fixed.currency_options) } : {}),
    },
    livemode: false,
    metadata: mergedMetadata(null, data.metadata),
    tax_behavior: data.tax_behavior ?? 'unspecified',
    tax_code: data.tax_code ?? null,
    type: 'fixed_amount',
  });
}

function checkShippingAmount(amount: number, param: string): void {
  if (amount >= 0) return;
  const message = 'This value must be greater than or equal to 0.';
  throw invalidRequest({ code: 'parameter_invalid_integer', param, message });
}

function deliveryEstimate(given: Estimate | undefined): Stripe.ShippingRate.DeliveryEstimate | null {
  if (!given) return null;
  return { maximum: given.maximum ?? null, minimum: given.minimum ?? null };
}

/** The amounts in other currencies after a write: those that are not named stay. */
export function shippingCurrencyOptions(
  stored: CurrencyOptions,
  given: Record<string, { amount?: number; tax_behavior?: Stripe.ShippingRate.TaxBehavior }>,
): CurrencyOptions {
  const options = Object.entries(given).map(([code, option]) => {
    const currency = checkCurrencyKey(code, 'fixed_amount[currency_options]');
    const amount = option.amount ?? stored[currency]?.amount;
    const param = `fixed_amount[currency_options][${currency}][amount]`;
    if (amount === undefined) throw missingParam(param);
    checkShippingAmount(amount, param);
    return [
      currency,
      { amount, tax_behavior: option.tax_behavior ?? stored[currency]?.tax_behavior ?? 'unspecified' },
    ] as const;
  });
  return { ...stored, ...Object.fromEntries(options) };
}
