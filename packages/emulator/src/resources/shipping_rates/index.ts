import { list, retrieve } from '../../kernel/read-operations.ts';
import { resource } from '../../kernel/resource.ts';
import { createShippingRate } from './new-shipping-rate.ts';
import { updateShippingRate } from './update-shipping-rate.ts';

/** https://docs.stripe.com/api/shipping_rates */
export const shippingRates = resource('shipping_rate', {
  operations: {
    'POST /v1/shipping_rates': createShippingRate,
    'GET /v1/shipping_rates/:id': retrieve('shipping_rate'),
    'POST /v1/shipping_rates/:id': updateShippingRate,
    'GET /v1/shipping_rates': list('shipping_rate', {
      filter: { active: 'active', currency: 'fixed_amount.currency' },
    }),
  },
  includes: {
    'fixed_amount.currency_options': (_tx, { fixed_amount: fixed }) => fixed?.currency_options ?? {},
  },
  render: (_tx, rate) => {
    if (!rate.fixed_amount) return rate;
    const { currency_options: _options, ...fixed } = rate.fixed_amount;
    return { ...rate, fixed_amount: fixed };
  },
});
