import { expect, test } from 'vitest';
import { givenCustomer, givenPrice } from '../../billing-cycle/given-billing.ts';
import { givenEmulator } from '../../testing/given-emulator.ts';

test('a plan and its recurring price are one thing, in both lists', async () => {
  const { stripe } = await givenEmulator();
  const plan = await stripe.plans.create({
    id: 'beans-monthly',
    amount: 1800,
    currency: 'eur',
    interval: 'month',
    product: { name: 'Beans' },
    nickname: 'Monthly beans',
  });
  const price = await givenPrice(stripe, { unit_amount: 500, recurring: { interval: 'year' } });
  await givenPrice(stripe, { unit_amount: 900, recurring: undefined });

  expect(plan).toMatchObject({ id: 'beans-monthly', object: 'plan', amount: 1800, interval_count: 1, meter: null });
  expect(await stripe.prices.retrieve(plan.id)).toMatchObject({
    unit_amount: 1800,
    nickname: 'Monthly beans',
    recurring: { interval: 'month', usage_type: 'licensed' },
  });
  expect(await stripe.plans.retrieve(price.id)).toMatchObject({ object: 'plan', amount: 500, interval: 'year' });
  expect((await stripe.plans.list()).data.map(({ id }) => id)).toEqual([price.id, plan.id]);
  expect((await stripe.plans.list({ product: plan.product as string })).data).toEqual([plan]);
  const told = (await stripe.events.list({ types: ['plan.created', 'price.created'] })).data;
  expect(told.filter(({ data }) => 'id' in data.object && data.object.id === plan.id)).toHaveLength(2);
});

test('a subscription to a plan is billed as one to its price', async () => {
  const { stripe } = await givenEmulator();
  const product = await stripe.products.create({ name: 'Seats' });
  const plan = await stripe.plans.create({
    currency: 'usd',
    interval: 'month',
    product: product.id,
    billing_scheme: 'tiered',
    tiers_mode: 'graduated',
    tiers: [
      { up_to: 5, unit_amount: 1000 },
      { up_to: 'inf', unit_amount: 700 },
    ],
  });
  expect(plan).not.toHaveProperty('tiers');
  const { tiers } = await stripe.plans.retrieve(plan.id, { expand: ['tiers'] });
  expect(tiers?.map(({ unit_amount }) => unit_amount)).toEqual([1000, 700]);
  const customer = await givenCustomer(stripe, 'pm_card_visa');

  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: plan.id, quantity: 7 }],
  });

  // Five seats at 10.00 and two at 7.00.
  const invoice = await stripe.invoices.retrieve(subscription.latest_invoice as string);
  expect(invoice.total).toBe(6400);
  expect(subscription.items.data[0]?.plan).toMatchObject({ id: plan.id, amount: null, tiers_mode: 'graduated' });
});

test('a plan may change its words, and its product while nobody has subscribed', async () => {
  const { stripe } = await givenEmulator();
  const plan = await stripe.plans.create({
    amount: 1800,
    currency: 'usd',
    interval: 'month',
    product: { name: 'Tea' },
  });
  const other = await stripe.products.create({ name: 'Green tea' });

  const changed = await stripe.plans.update(plan.id, {
    active: false,
    metadata: { shelf: '3' },
    product: other.id,
    trial_period_days: 14,
  });

  expect(changed).toMatchObject({ active: false, metadata: { shelf: '3' }, product: other.id, trial_period_days: 14 });
  const [event] = (await stripe.events.list({ type: 'plan.updated' })).data;
  expect(event?.data.previous_attributes).toEqual({
    active: true,
    metadata: { shelf: null },
    product: plan.product,
    trial_period_days: null,
  });
  await stripe.plans.update(plan.id, { active: true });
  const customer = await givenCustomer(stripe, 'pm_card_visa');
  await stripe.subscriptions.create({ customer: customer.id, items: [{ price: plan.id }] });
  await expect(stripe.plans.update(plan.id, { product: plan.product as string })).rejects.toMatchObject({
    param: 'product',
  });
});

test('a deleted plan takes no subscribers, and keeps billing those it has', async () => {
  const { emulator, stripe } = await givenEmulator();
  const plan = await stripe.plans.create({
    amount: 1800,
    currency: 'usd',
    interval: 'month',
    product: { name: 'Tea' },
  });
  const customer = await givenCustomer(stripe, 'pm_card_visa');
  const subscription = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: plan.id }] });

  expect(await stripe.plans.del(plan.id)).toEqual({ id: plan.id, object: 'plan', deleted: true });

  await expect(stripe.plans.retrieve(plan.id)).rejects.toMatchObject({
    statusCode: 404,
    message: `No such plan: '${plan.id}'`,
  });
  await expect(
    stripe.subscriptions.create({ customer: customer.id, items: [{ price: plan.id }] }),
  ).rejects.toMatchObject({ code: 'resource_missing' });
  await emulator.advance({ to: new Date('2026-02-01T02:00:00Z') });
  const invoices = (await stripe.invoices.list({ subscription: subscription.id })).data;
  expect(invoices.map(({ amount_paid }) => amount_paid)).toEqual([1800, 1800]);
});

test('a plan without an amount, with an id that is taken, or of a price paid once is refused', async () => {
  const { stripe } = await givenEmulator();
  const monthly = { currency: 'usd', interval: 'month', product: { name: 'Tea' } } as const;
  await expect(stripe.plans.create(monthly)).rejects.toMatchObject({ code: 'parameter_missing', param: 'amount' });
  await stripe.plans.create({ ...monthly, id: 'tea', amount: 1 });
  await expect(stripe.plans.create({ ...monthly, id: 'tea', amount: 2 })).rejects.toMatchObject({
    code: 'resource_already_exists',
    param: 'id',
  });
  const once = await givenPrice(stripe, { unit_amount: 900, recurring: undefined });
  await expect(stripe.plans.retrieve(once.id)).rejects.toMatchObject({ statusCode: 404 });
});
