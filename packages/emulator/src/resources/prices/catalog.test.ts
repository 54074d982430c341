import Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { givenEmulator } from '../../testing/given-emulator.ts';

async function givenProduct() {
  const { emulator, stripe } = await givenEmulator();
  const product = await stripe.products.create({ name: 'Lightweight', metadata: { tier: 'lightweight' } });
  const monthly = { currency: 'usd', unit_amount: 1499, product: product.id, recurring: { interval: 'month' } };
  return { emulator, stripe, product, monthly };
}

async function typesSince(stripe: Stripe, count: number): Promise<string[]> {
  const events = await stripe.events.list({ limit: count });
  return events.data.map(({ type }) => type).reverse();
}

describe('products', () => {
  test('have Stripe’s defaults', async () => {
    const { product } = await givenProduct();
    expect(product).toMatchObject({
      object: 'product',
      active: true,
      default_price: null,
      images: [],
      marketing_features: [],
      metadata: { tier: 'lightweight' },
      type: 'service',
      livemode: false,
    });
    expect(product.id).toMatch(/^prod_[A-Za-z0-9]{14}$/);
  });

  test('with default_price_data get a price of their own', async () => {
    const { stripe } = await givenProduct();
    const product = await stripe.products.create({
      name: 'Middleweight',
      default_price_data: { currency: 'usd', unit_amount: 7900, recurring: { interval: 'month' } },
      expand: ['default_price'],
    });
    expect(product.default_price).toMatchObject({ unit_amount: 7900, product: product.id, type: 'recurring' });
  });

  test('change with the old values in the event', async () => {
    const { stripe, product } = await givenProduct();
    await stripe.products.update(product.id, { name: 'Light', metadata: { tier: '', rank: '1' } });
    const [event] = (await stripe.events.list({ type: 'product.updated' })).data;
    expect(event?.data.object).toMatchObject({ name: 'Light', metadata: { rank: '1' } });
    expect(event?.data.previous_attributes).toMatchObject({ name: 'Lightweight', metadata: { tier: 'lightweight' } });
  });

  test('go away only while they have no price', async () => {
    const { stripe, product, monthly } = await givenProduct();
    const empty = await stripe.products.create({ name: 'Empty' });
    expect(await stripe.products.del(empty.id)).toEqual(expect.objectContaining({ id: empty.id, deleted: true }));
    await stripe.prices.create(monthly);
    await expect(stripe.products.del(product.id)).rejects.toMatchObject({
      statusCode: 400,
      message: 'This product cannot be deleted because it has one or more user-created prices.',
    });
    expect((await stripe.products.update(product.id, { active: false })).active).toBe(false);
  });

  test('of an id that is taken are refused', async () => {
    const { stripe } = await givenProduct();
    await stripe.products.create({ id: 'prod_light', name: 'Light' });
    await expect(stripe.products.create({ id: 'prod_light', name: 'Light' })).rejects.toMatchObject({
      code: 'resource_already_exists',
    });
  });
});

describe('prices', () => {
  test('keep amount, currency, product and interval for ever', async () => {
    const { stripe, monthly } = await givenProduct();
    const price = await stripe.prices.create(monthly);
    expect(price).toMatchObject({ unit_amount: 1499, tax_behavior: 'unspecified', billing_scheme: 'per_unit' });
    expect(String(price.unit_amount_decimal)).toBe('1499');
    expect(price).not.toHaveProperty('tiers');
    await expect(
      stripe.prices.update(price.id, { unit_amount: 1599 } as Stripe.PriceUpdateParams),
    ).rejects.toMatchObject({ code: 'parameter_unknown', param: 'unit_amount' });
  });

  test('hand their lookup key over only when asked to, and tell of both', async () => {
    const { stripe, monthly } = await givenProduct();
    const old = await stripe.prices.create({ ...monthly, lookup_key: 'lightweight_monthly' });
    const dearer = { ...monthly, unit_amount: 1699, lookup_key: 'lightweight_monthly' };
    await expect(stripe.prices.create(dearer)).rejects.toMatchObject({
      param: 'lookup_key',
      message: `A price (\`${old.id}\`) already uses that lookup key.`,
    });
    const current = await stripe.prices.create({ ...dearer, transfer_lookup_key: true });
    expect((await stripe.prices.retrieve(old.id)).lookup_key).toBeNull();
    const { data } = await stripe.prices.list({ lookup_keys: ['lightweight_monthly'] });
    expect(data.map(({ id }) => id)).toEqual([current.id]);
    expect(await typesSince(stripe, 2)).toEqual(['price.updated', 'price.created']);
    const [event] = (await stripe.events.list({ type: 'price.updated' })).data;
    expect(event?.data.previous_attributes).toEqual({ lookup_key: 'lightweight_monthly' });
  });

  test('are archived, unless they are the default of their product', async () => {
    const { stripe, product, monthly } = await givenProduct();
    const price = await stripe.prices.create(monthly);
    await stripe.products.update(product.id, { default_price: price.id });
    await expect(stripe.prices.update(price.id, { active: false })).rejects.toThrow('default price');
    const other = await stripe.prices.create({ ...monthly, unit_amount: 1599 });
    await stripe.products.update(product.id, { default_price: other.id });
    expect((await stripe.prices.update(price.id, { active: false })).active).toBe(false);
    const { data } = await stripe.prices.list({ active: true, product: product.id });
    expect(data.map(({ id }) => id)).toEqual([other.id]);
  });

  test('fix their tax behaviour once it is set', async () => {
    const { stripe, monthly } = await givenProduct();
    const price = await stripe.prices.create(monthly);
    expect((await stripe.prices.update(price.id, { tax_behavior: 'exclusive' })).tax_behavior).toBe('exclusive');
    await expect(stripe.prices.update(price.id, { tax_behavior: 'inclusive' })).rejects.toMatchObject({
      param: 'tax_behavior',
    });
  });

  test('show tiers and currencies only when expanded', async () => {
    const { stripe, monthly } = await givenProduct();
    const meter = await stripe.billing.meters.create({
      display_name: 'Assessments',
      event_name: 'assessment',
      default_aggregation: { formula: 'sum' },
    });
    const { id } = await stripe.prices.create({
      currency: 'usd',
      product: monthly.product,
      recurring: { interval: 'month', usage_type: 'metered', meter: meter.id },
      billing_scheme: 'tiered',
      tiers_mode: 'graduated',
      tiers: [
        { up_to: 10, unit_amount: 299 },
        { up_to: 'inf', unit_amount_decimal: Stripe.Decimal.from('199.5') },
      ],
    });
    const price = await stripe.prices.retrieve(id, { expand: ['tiers', 'currency_options'] });
    expect(price).toMatchObject({ unit_amount: null, tiers_mode: 'graduated', recurring: { meter: meter.id } });
    expect(price.tiers?.map(({ unit_amount, up_to }) => [unit_amount, up_to])).toEqual([
      [299, 10],
      [null, null],
    ]);
    expect(String(price.tiers?.[1]?.unit_amount_decimal)).toBe('199.5');
    expect(Object.keys(price.currency_options ?? {})).toEqual(['usd']);
  });

  test.each([
    ['no amount', { unit_amount: undefined }, undefined],
    ['an unknown currency', { currency: 'xyz' }, 'currency'],
    ['a product that is none', { product: 'prod_none' }, 'product'],
    ['no product at all', { product: undefined }, undefined],
    [
      'an interval beyond three years',
      { recurring: { interval: 'month', interval_count: 37 } },
      'recurring[interval_count]',
    ],
    ['metered without a meter', { recurring: { interval: 'month', usage_type: 'metered' } }, undefined],
    ['tiers without their scheme', { tiers: [{ up_to: 'inf' as const, unit_amount: 1 }] }, 'tiers'],
    ['a negative amount', { unit_amount: -1 }, 'unit_amount'],
  ])('with %s are refused', async (_what, change, param) => {
    const { stripe, monthly } = await givenProduct();
    await expect(stripe.prices.create({ ...monthly, ...change })).rejects.toMatchObject({ statusCode: 400, param });
  });
});

test('products are listed by what they are', async () => {
  const { stripe, product } = await givenProduct();
  const other = await stripe.products.create({
    name: 'Single Assessment',
    url: 'https://example.com',
    shippable: false,
  });
  await stripe.products.update(product.id, { active: false });
  const ids = async (params: Stripe.ProductListParams) => (await stripe.products.list(params)).data.map(({ id }) => id);
  expect(await ids({ active: true })).toEqual([other.id]);
  expect(await ids({ ids: [product.id] })).toEqual([product.id]);
  expect(await ids({ url: 'https://example.com' })).toEqual([other.id]);
  expect(await stripe.products.retrieve(product.id)).toMatchObject({ active: false, name: 'Lightweight' });
});

test('products and prices are found by what is searched for', async () => {
  const { stripe, product, monthly } = await givenProduct();
  const price = await stripe.prices.create({ ...monthly, lookup_key: 'lightweight_monthly' });
  await stripe.products.create({ name: 'Middleweight' });
  const products = await stripe.products.search({ query: "metadata['tier']:'lightweight' AND active:'true'" });
  expect(products.data.map(({ id }) => id)).toEqual([product.id]);
  const prices = await stripe.prices.search({ query: "lookup_key:'lightweight_monthly'" });
  expect(prices.data.map(({ id }) => id)).toEqual([price.id]);
});

test('a product that is made with its price names it from the first event on', async () => {
  const { stripe } = await givenEmulator();
  const product = await stripe.products.create({
    name: 'Boxing',
    default_price_data: { currency: 'usd', unit_amount: 500 },
  });
  const [priced, made] = (await stripe.events.list()).data;
  expect(made).toMatchObject({ type: 'product.created', data: { object: { default_price: product.default_price } } });
  expect(priced).toMatchObject({ type: 'price.created', data: { object: { id: product.default_price } } });
});

test('prices are refused in Stripe’s words, which name no parameter where two could be meant', async () => {
  const { stripe } = await givenEmulator();
  const { id: product } = await stripe.products.create({ name: 'Boxing' });
  const create = (params: Partial<Stripe.PriceCreateParams>) => stripe.prices.create({ currency: 'usd', ...params });
  await expect(create({ unit_amount: 5 })).rejects.toThrow('You must specify either `product` or `product_data`');
  await expect(create({ product })).rejects.toThrow('Prices require an `unit_amount` or `unit_amount_decimal`');
  await expect(create({ product, product_data: { name: 'Boxing' }, unit_amount: 5 })).rejects.toMatchObject({
    code: undefined,
    param: 'product',
    message: 'You may only specify one of these parameters: product, product_data.',
  });
  const tiers = { billing_scheme: 'tiered', tiers_mode: 'volume', tiers: [{ up_to: 'inf', unit_amount: 5 }] } as const;
  await expect(create({ product, ...tiers, tiers: [...tiers.tiers] })).rejects.toMatchObject({ param: 'interval' });
});

test('a product with a tax code has it in its tax details too', async () => {
  const { stripe } = await givenEmulator();
  const { id, tax_details } = await stripe.products.create({ name: 'Boxing', tax_code: 'txcd_10103000' });
  expect(tax_details).toEqual({ performance_location: null, tax_code: 'txcd_10103000' });
  expect((await stripe.products.update(id, { tax_code: '' })).tax_details).toBe(null);
});
