import { expect, test } from 'vitest';
import { givenEmulator } from '../testing/given-emulator.ts';

async function givenPrice() {
  const { emulator, stripe } = await givenEmulator();
  const product = await stripe.products.create({
    name: 'Boxing',
    default_price_data: { currency: 'usd', unit_amount: 500 },
  });
  return { emulator, stripe, product, priceId: product.default_price as string };
}

test('an id becomes the object, through several levels', async () => {
  const { stripe, product, priceId } = await givenPrice();
  expect((await stripe.prices.retrieve(priceId)).product).toBe(product.id);
  const price = await stripe.prices.retrieve(priceId, { expand: ['product.default_price.product'] });
  expect(price).toMatchObject({
    product: { object: 'product', default_price: { id: priceId, product: { id: product.id } } },
  });
});

test('lists expand below data', async () => {
  const { stripe, product } = await givenPrice();
  const { data } = await stripe.prices.list({ expand: ['data.product'] });
  expect(data[0]?.product).toMatchObject({ id: product.id, object: 'product' });
});

test('what is absent unless asked for appears when it is', async () => {
  const { stripe } = await givenPrice();
  const { id } = await stripe.customers.create({});
  expect(await stripe.customers.retrieve(id)).not.toHaveProperty('subscriptions');
  const customer = await stripe.customers.retrieve(id, { expand: ['subscriptions', 'tax_ids'] });
  expect(customer).toMatchObject({
    subscriptions: { object: 'list', data: [] },
    tax_ids: { object: 'list', data: [] },
  });
});

test('expanding changes the answer only, not what is kept', async () => {
  const { stripe, product, priceId } = await givenPrice();
  await stripe.prices.retrieve(priceId, { expand: ['product'] });
  expect((await stripe.prices.retrieve(priceId)).product).toBe(product.id);
});

test('what cannot be expanded is refused by its name, before anything is done', async () => {
  const { stripe } = await givenPrice();
  const refusals: [string[], string][] = [
    [['email'], 'This property cannot be expanded (email).'],
    [['nonsense'], 'This property cannot be expanded (nonsense).'],
    [['subscriptions.data.nonsense'], 'This property cannot be expanded (subscriptions.data.nonsense).'],
    [['a.b.c.d.e'], 'You cannot expand more than 4 levels of a property. Property: a.b.c.d.e'],
  ];
  for (const [expand, message] of refusals) {
    await expect(stripe.customers.create({ name: 'Ada', expand })).rejects.toMatchObject({ statusCode: 400, message });
  }
  expect((await stripe.customers.list()).data).toEqual([]);
  await expect(stripe.prices.list({ expand: ['product'] })).rejects.toMatchObject({
    message: "This property cannot be expanded (product). You may want to try expanding 'data.product' instead.",
  });
});

test('what cannot be expanded is named up to the part that nothing has', async () => {
  const { stripe, product } = await givenPrice();
  await expect(stripe.products.retrieve(product.id, { expand: ['maker.address.city'] })).rejects.toThrow(
    'This property cannot be expanded (maker).',
  );
  await expect(stripe.products.retrieve(product.id, { expand: ['default_price.maker.city'] })).rejects.toThrow(
    'This property cannot be expanded (default_price.maker).',
  );
});
