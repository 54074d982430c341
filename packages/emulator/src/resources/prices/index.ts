import type Stripe from 'stripe';
import { missing } from '../../kernel/errors.ts';
import { list, retrieve } from '../../kernel/read-operations.ts';
import { resource } from '../../kernel/resource.ts';
import { search } from '../../kernel/search.ts';
import { createPrice } from './new-price.ts';
import { updatePrice } from './update-price.ts';

/** https://docs.stripe.com/api/prices */
export const prices = resource('price', {
  refuseMissing: (id) => missing('price', id, 'price', 404),
  indexes: ['product', 'lookup_key'],
  operations: {
    'POST /v1/prices': createPrice,
    'GET /v1/prices/:id': retrieve('price'),
    'GET /v1/prices/search': search('price', ['active', 'currency', 'lookup_key', 'product', 'type']),
    'POST /v1/prices/:id': updatePrice,
    'GET /v1/prices': list('price', {
      filter: { active: 'active', currency: 'currency', lookup_keys: 'lookup_key', product: 'product', type: 'type' },
      accepts: (price, call) => matchesRecurring(price, call.params),
    }),
  },
  includes: {
    tiers: (_tx, price) => price.tiers,
    currency_options: (_tx, price) => currencyOptions(price),
  },
  render: (_tx, { tiers: _tiers, currency_options: _options, ...price }) => price,
});

/** Stripe counts the price's own currency among its options. */
function currencyOptions(price: Stripe.Price): Stripe.Price['currency_options'] {
  const { custom_unit_amount, tax_behavior, tiers, unit_amount, unit_amount_decimal } = price;
  const own = { custom_unit_amount, tax_behavior, ...(tiers ? { tiers } : {}), unit_amount, unit_amount_decimal };
  return { [price.currency]: own, ...price.currency_options };
}

function matchesRecurring(price: Stripe.Price, { recurring }: Stripe.PriceListParams): boolean {
  if (!recurring) return true;
  const { interval, meter, usage_type } = recurring;
  if (interval !== undefined && price.recurring?.interval !== interval) return false;
  if (meter !== undefined && price.recurring?.meter !== meter) return false;
  return usage_type === undefined || price.recurring?.usage_type === usage_type;
}
