import type Stripe from 'stripe';
import { exclusiveParams, invalidRequest, missingParam } from '../../kernel/errors.ts';
import type { Tx } from '../../kernel/tx.ts';
import { newShippingRate } from './new-shipping-rate.ts';

interface Given {
  shipping_rate?: string;
  shipping_rate_data?: Omit<Stripe.ShippingRateCreateParams, 'expand'>;
}

export interface ShippingTerms {
  amount: number;
  taxBehavior: Stripe.Price.TaxBehavior | null;
}

/**
 * What a rate asks in a currency.
 *
 * @throws StripeError when it has no amount in it.
 */
export function shippingTerms(
  rate: Stripe.ShippingRate,
  { currency, param }: { currency: string; param: string },
): ShippingTerms {
  const fixed = rate.fixed_amount;
  const option = fixed?.currency === currency ? fixed : fixed?.currency_options?.[currency];
  if (!fixed || !option) {
    throw invalidRequest({
      message: `The shipping rate ${rate.id} has no amount in the currency \`${currency}\`.`,
      param,
    });
  }
  const behavior = 'tax_behavior' in option ? option.tax_behavior : rate.tax_behavior;
  return { amount: option.amount, taxBehavior: behavior as Stripe.Price.TaxBehavior | null };
}

/**
 * The rate that a request names, or the new one that it describes.
 *
 * @throws StripeError for an archived one, and unless it is said in one way.
 */
export function chosenShippingRate(tx: Tx, { given, param }: { given: Given; param: string }): Stripe.ShippingRate {
  const { shipping_rate: id, shipping_rate_data: data } = given;
  if (id !== undefined && data) {
    throw exclusiveParams(`${param}[shipping_rate]`, `${param}[shipping_rate_data]`);
  }
  if (data) return newShippingRate(tx, data, { param: `${param}[shipping_rate_data]` });
  if (id === undefined) throw missingParam(`${param}[shipping_rate]`);
  const rate = tx.get('shipping_rate', id, { param: `${param}[shipping_rate]` });
  if (rate.active) return rate;
  throw invalidRequest({
    message: `The shipping rate ${rate.id} is inactive and cannot be used.`,
    param: `${param}[shipping_rate]`,
  });
}
