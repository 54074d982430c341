import type Stripe from 'stripe';
import { invalidRequest } from '../../kernel/errors.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import type { Call, Params } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { checkCurrency } from '../../money/currencies.ts';
import { newProduct } from '../products/new-product.ts';
import { checkPriceData } from './check-price.ts';
import { claimLookupKey } from './lookup-key.ts';
import { amountPair, currencyOptionsOf, customAmountOf, tiersOf } from './price-terms.ts';

export type PriceData = Params<'POST /v1/prices'>;

export function createPrice(tx: Tx, { params }: Call<PriceData>): Stripe.Price {
  return newPrice(tx, params);
}

/**
 * Makes a price; one made for a single use (`price_data` elsewhere) is passed `active: false`.
 *
 * @param id Only plans may be given one.
 * @param mayCredit Whether the amount may be negative: what is added to a subscription's invoice may be a credit.
 */
export function newPrice(
  tx: Tx,
  data: PriceData,
  { id, mayCredit = false }: { id?: string; mayCredit?: boolean } = {},
): Stripe.Price {
  const currency = checkCurrency(data.currency);
  checkPriceData(data, mayCredit);
  const unit = amountPair(data.unit_amount, data.unit_amount_decimal);
  const lookupKey = data.lookup_key ? claimLookupKey(tx, data.lookup_key, data.transfer_lookup_key) : null;
  const price = tx.insert('price', {
    id: id ?? tx.newId('price'),
    object: 'price',
    active: data.active ?? true,
    billing_scheme: data.billing_scheme ?? 'per_unit',
    created: tx.now(),
    currency,
    ...(data.currency_options ? { currency_options: currencyOptionsOf(data.currency_options) } : {}),
    custom_unit_amount: customAmountOf(data.custom_unit_amount),
    livemode: false,
    lookup_key: lookupKey,
    metadata: mergedMetadata(null, data.metadata),
    nickname: data.nickname ?? null,
    product: productOf(tx, data),
    recurring: recurringOf(tx, data.recurring),
    tax_behavior: data.tax_behavior ?? 'unspecified',
    ...(data.tiers ? { tiers: tiersOf(data.tiers) } : {}),
    tiers_mode: data.tiers_mode ?? null,
    transform_quantity: data.transform_quantity ?? null,
    type: data.recurring ? 'recurring' : 'one_time',
    unit_amount: unit.whole,
    unit_amount_decimal: unit.exact,
  });
  tx.emit('price.created', price);
  return price;
}

function productOf(tx: Tx, { product, product_data }: PriceData): string {
  if (product_data) return newProduct(tx, product_data).id;
  return tx.get('product', product ?? '', { param: 'product' }).id;
}

function recurringOf(tx: Tx, recurring: PriceData['recurring']): Stripe.Price.Recurring | null {
  if (!recurring) return null;
  if (recurring.meter !== undefined) {
    const meter = tx.get('billing.meter', recurring.meter, { param: 'recurring[meter]' });
    if (meter.status !== 'active') {
      throw invalidRequest({ param: 'recurring[meter]', message: `The meter ${meter.id} is inactive.` });
    }
  }
  return {
    interval: recurring.interval,
    interval_count: recurring.interval_count ?? 1,
    meter: recurring.meter ?? null,
    trial_period_days: recurring.trial_period_days ?? null,
    usage_type: recurring.usage_type ?? 'licensed',
  };
}
