import type Stripe from 'stripe';
import { written } from '../../kernel/emptyable.ts';
import { invalidRequest } from '../../kernel/errors.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import type { Call, Params } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { claimLookupKey } from './lookup-key.ts';
import { currencyOptionsOf } from './price-terms.ts';

type PriceChange = Params<'POST /v1/prices/:id'>;

/** Amount, currency, product and interval are not among the parameters: another amount is another price. */
export function updatePrice(tx: Tx, { path, params }: Call<PriceChange, 'id'>): Stripe.Price {
  const before = tx.get('price', path.id);
  refuseArchivingDefault(tx, before, params.active);
  const price = tx.update('price', before.id, {
    active: params.active ?? before.active,
    ...optionsAfter(before, params.currency_options),
    lookup_key: params.lookup_key
      ? claimLookupKey(tx, params.lookup_key, params.transfer_lookup_key, before.id)
      : written(params.lookup_key, before.lookup_key),
    metadata: mergedMetadata(before.metadata, params.metadata),
    nickname: written(params.nickname, before.nickname),
    tax_behavior: taxBehaviorAfter(before, params.tax_behavior),
  });
  tx.emit('price.updated', price, before);
  return price;
}

export function refuseArchivingDefault(tx: Tx, price: Stripe.Price, active: boolean | undefined): void {
  if (active !== false || !price.active) return;
  if (tx.list('product', { default_price: price.id }).length === 0) return;
  throw invalidRequest({
    param: 'active',
    message: 'This price cannot be archived because it is the default price of its product.',
  });
}

function optionsAfter(
  price: Stripe.Price,
  given: PriceChange['currency_options'],
): Pick<Stripe.Price, 'currency_options'> {
  if (given === undefined) return {};
  if (given === '' || given === null) return { currency_options: {} };
  return { currency_options: { ...price.currency_options, ...currencyOptionsOf(given) } };
}

function taxBehaviorAfter(
  price: Stripe.Price,
  given: Stripe.Price.TaxBehavior | undefined,
): Stripe.Price.TaxBehavior | null {
  if (given === undefined || given === price.tax_behavior) return price.tax_behavior;
  if (price.tax_behavior !== null && price.tax_behavior !== 'unspecified') {
    const message = `The tax behavior of a price cannot be changed once it is \`${price.tax_behavior}\`.`;
    throw invalidRequest({ param: 'tax_behavior', message });
  }
  return given;
}
