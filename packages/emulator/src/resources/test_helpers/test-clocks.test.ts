import { expect, test } from 'vitest';
import { givenCustomer, givenPrice } from '../../billing-cycle/given-billing.ts';
import { givenEmulator, newYear } from '../../testing/given-emulator.ts';
import { givenEndpoint } from '../../testing/given-endpoint.ts';

const start = newYear.getTime() / 1000;
const day = 86_400;

test('a test clock advances, says so, and is ready soon', async () => {
  const { emulator, stripe } = await givenEmulator();
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: start, name: 'Renewals' });
  expect(clock).toMatchObject({ status: 'ready', frozen_time: start, deletes_after: start + 30 * day });
  const advancing = await stripe.testHelpers.testClocks.advance(clock.id, { frozen_time: start + day });
  expect(advancing).toMatchObject({
    status: 'advancing',
    status_details: { advancing: { target_frozen_time: start + day } },
  });
  await emulator.settled();
  expect(await stripe.testHelpers.testClocks.retrieve(clock.id)).toMatchObject({
    status: 'ready',
    frozen_time: start + day,
    status_details: {},
  });
  const types = (await stripe.events.list()).data.map(({ type }) => type);
  expect(types).toEqual(['ready', 'advancing', 'created'].map((what) => `test_helpers.test_clock.${what}`));
});

test('it moves forward only, two years at most without a subscription', async () => {
  const { stripe } = await givenEmulator();
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: start });
  for (const time of [start, start - 1, start + 731 * day]) {
    await expect(stripe.testHelpers.testClocks.advance(clock.id, { frozen_time: time })).rejects.toMatchObject({
      param: 'frozen_time',
    });
  }
});

test('its customers live by its time, three at most, and go with it', async () => {
  const { emulator, stripe } = await givenEmulator();
  const frozen = start + 400 * day;
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: frozen });
  const customer = await stripe.customers.create({ test_clock: clock.id });
  expect(customer).toMatchObject({ created: frozen, test_clock: clock.id });
  expect((await stripe.events.list({ type: 'customer.created' })).data[0]?.created).toBe(frozen);
  await stripe.customers.create({ test_clock: clock.id });
  await stripe.customers.create({ test_clock: clock.id });
  await expect(stripe.customers.create({ test_clock: clock.id })).rejects.toMatchObject({ param: 'test_clock' });
  await stripe.testHelpers.testClocks.del(clock.id);
  expect(await stripe.customers.retrieve(customer.id)).toMatchObject({ deleted: true });
  await expect(stripe.testHelpers.testClocks.retrieve(clock.id)).rejects.toMatchObject({ code: 'resource_missing' });
  await emulator.settled();
});

test('a customer that exists can be put on a clock, once', async () => {
  const { stripe } = await givenEmulator();
  const { id } = await stripe.customers.create({});
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: start, customer: id });
  expect(await stripe.customers.retrieve(id)).toMatchObject({ test_clock: clock.id });
  await expect(stripe.testHelpers.testClocks.create({ frozen_time: start, customer: id })).rejects.toMatchObject({
    param: 'customer',
  });
});

test('a forgotten clock deletes itself after 30 days', async () => {
  const { emulator, stripe } = await givenEmulator();
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: start });
  await emulator.advance({ seconds: 30 * day });
  await expect(stripe.testHelpers.testClocks.retrieve(clock.id)).rejects.toMatchObject({ code: 'resource_missing' });
});

test('it moves two intervals of its shortest subscription at once, and no further', async () => {
  const { emulator, stripe } = await givenEmulator();
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: start });
  const customer = await givenCustomer(stripe, 'pm_card_visa', { test_clock: clock.id });
  const subscribe = async (interval: 'month' | 'week') => {
    const price = await givenPrice(stripe, { unit_amount: 1000, recurring: { interval } });
    return stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
  };
  const advance = (frozen_time: number) => stripe.testHelpers.testClocks.advance(clock.id, { frozen_time });
  await subscribe('month');
  await expect(advance(start + 59 * day + 1)).rejects.toThrow('two intervals');
  await subscribe('week');
  await expect(advance(start + 14 * day + 1)).rejects.toMatchObject({ param: 'frozen_time' });
  expect((await advance(start + 14 * day)).status).toBe('advancing');
  await emulator.settled();
});

test('its customers have three subscriptions each at most, and cancelled ones make room', async () => {
  const { stripe } = await givenEmulator();
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: start });
  const customer = await givenCustomer(stripe, 'pm_card_visa', { test_clock: clock.id });
  const price = await givenPrice(stripe, { unit_amount: 1000 });
  const subscribe = () => stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
  const first = await subscribe();
  await subscribe();
  await subscribe();
  await expect(subscribe()).rejects.toThrow('maximum number of subscriptions (3)');
  await stripe.subscriptions.cancel(first.id);
  expect((await subscribe()).status).toBe('active');
});

test('what lives by it waits while it advances', async () => {
  const { emulator, stripe } = await givenEmulator();
  const endpoint = await givenEndpoint(stripe, ['invoice.created']);
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: start });
  const customer = await givenCustomer(stripe, 'pm_card_visa', { test_clock: clock.id });
  const price = await givenPrice(stripe, { unit_amount: 1000 });
  await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
  await emulator.settled();
  const refused = new Promise((resolve) => {
    endpoint.onEvent(() =>
      stripe.customers.update(customer.id, { name: 'Eve' }).then(resolve, (error: unknown) => resolve(error)),
    );
  });
  await stripe.testHelpers.testClocks.advance(clock.id, { frozen_time: start + 32 * day });
  expect(await refused).toMatchObject({ statusCode: 429, code: 'lock_timeout' });
  await emulator.settled();
  expect((await stripe.customers.update(customer.id, { name: 'Eve' })).name).toBe('Eve');
});

test('clocks are listed, newest first, and their subscriptions are found by search', async () => {
  const { stripe } = await givenEmulator();
  const first = await stripe.testHelpers.testClocks.create({ frozen_time: start, name: 'First' });
  const second = await stripe.testHelpers.testClocks.create({ frozen_time: start, name: 'Second' });
  expect((await stripe.testHelpers.testClocks.list()).data.map(({ name }) => name)).toEqual(['Second', 'First']);
  const page = await stripe.testHelpers.testClocks.list({ limit: 1, starting_after: second.id });
  expect(page).toMatchObject({ data: [{ id: first.id }], has_more: false });
  const customer = await givenCustomer(stripe, 'pm_card_visa', { test_clock: first.id });
  const price = await givenPrice(stripe, { unit_amount: 1000 });
  const items = [{ price: price.id }];
  const plain = await stripe.subscriptions.create({ customer: customer.id, items });
  const gold = await stripe.subscriptions.create({ customer: customer.id, items, metadata: { tier: 'gold' } });
  await stripe.subscriptions.cancel(plain.id);
  const found = await stripe.subscriptions.search({ query: "status:'active' AND metadata['tier']:'gold'" });
  expect(found.data.map(({ id }) => id)).toEqual([gold.id]);
  expect((await stripe.subscriptions.search({ query: "status:'canceled'" })).data.map(({ id }) => id)).toEqual([
    plain.id,
  ]);
  await expect(stripe.subscriptions.search({ query: "colour:'red'" })).rejects.toMatchObject({ statusCode: 400 });
});

test('a customer with subscriptions cannot be put on a clock, nor one that does not exist', async () => {
  const { stripe } = await givenEmulator();
  const customer = await givenCustomer(stripe, 'pm_card_visa');
  const price = await givenPrice(stripe, { unit_amount: 1000 });
  await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
  for (const id of [customer.id, 'cus_none']) {
    await expect(stripe.testHelpers.testClocks.create({ frozen_time: start, customer: id })).rejects.toMatchObject({
      param: 'customer',
    });
  }
});
