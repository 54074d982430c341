import { expect, test } from 'vitest';
import { givenEmulator } from '../../testing/given-emulator.ts';

test('a shipping rate says what delivery costs and how long it takes', async () => {
  const { stripe } = await givenEmulator();
  const rate = await stripe.shippingRates.create({
    display_name: 'Ground',
    fixed_amount: { amount: 500, currency: 'usd', currency_options: { eur: { amount: 450 } } },
    delivery_estimate: { minimum: { unit: 'business_day', value: 5 }, maximum: { unit: 'business_day', value: 7 } },
    metadata: { carrier: 'post' },
  });
  expect(rate).toMatchObject({
    object: 'shipping_rate',
    active: true,
    fixed_amount: { amount: 500, currency: 'usd' },
    delivery_estimate: { minimum: { unit: 'business_day', value: 5 } },
    tax_behavior: 'unspecified',
    type: 'fixed_amount',
  });
  expect(rate.fixed_amount).not.toHaveProperty('currency_options');
  const shown = await stripe.shippingRates.retrieve(rate.id, { expand: ['fixed_amount.currency_options'] });
  expect(shown.fixed_amount?.currency_options).toEqual({ eur: { amount: 450, tax_behavior: 'unspecified' } });
});

test('a shipping rate is archived, gets another currency and a tax behavior, which then is fixed', async () => {
  const { stripe } = await givenEmulator();
  const { id } = await stripe.shippingRates.create({
    display_name: 'Ground',
    fixed_amount: { amount: 500, currency: 'usd' },
  });
  const other = await stripe.shippingRates.create({
    display_name: 'Versand',
    fixed_amount: { amount: 450, currency: 'eur' },
  });
  const changed = await stripe.shippingRates.update(id, {
    active: false,
    tax_behavior: 'exclusive',
    fixed_amount: { currency_options: { eur: { amount: 480, tax_behavior: 'inclusive' } } },
    metadata: { season: 'winter' },
    expand: ['fixed_amount.currency_options'],
  });
  expect(changed).toMatchObject({
    active: false,
    tax_behavior: 'exclusive',
    fixed_amount: { amount: 500, currency_options: { eur: { amount: 480, tax_behavior: 'inclusive' } } },
    metadata: { season: 'winter' },
  });
  await expect(stripe.shippingRates.update(id, { tax_behavior: 'inclusive' })).rejects.toThrow('cannot be changed');
  expect((await stripe.shippingRates.list({ active: true })).data.map((rate) => rate.id)).toEqual([other.id]);
  expect((await stripe.shippingRates.list({ currency: 'usd' })).data.map((rate) => rate.id)).toEqual([id]);
});

test('a shipping rate needs an amount, and not less than nothing', async () => {
  const { stripe } = await givenEmulator();
  await expect(stripe.shippingRates.create({ display_name: 'Ground' })).rejects.toMatchObject({
    code: 'parameter_missing',
    param: 'fixed_amount',
  });
  await expect(
    stripe.shippingRates.create({ display_name: 'Ground', fixed_amount: { amount: -1, currency: 'usd' } }),
  ).rejects.toMatchObject({ code: 'parameter_invalid_integer', param: 'fixed_amount[amount]' });
});
