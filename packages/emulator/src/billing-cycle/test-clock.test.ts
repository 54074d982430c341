import { expect, test } from 'vitest';
import { givenEmulator } from '../testing/given-emulator.ts';
import { day, givenCustomer, givenPrice, seconds } from './given-billing.ts';

test('A subscription on a test clock renews when that clock is advanced, and says whose clock it lives by', async () => {
  const { emulator, stripe } = await givenEmulator();
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: seconds('2027-05-31T00:00:00Z') });
  const price = await givenPrice(stripe, { unit_amount: 1499 });
  const customer = await givenCustomer(stripe, 'pm_card_visa', { test_clock: clock.id });
  const subscription = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
  expect(subscription).toMatchObject({ test_clock: clock.id, created: seconds('2027-05-31T00:00:00Z') });
  await stripe.testHelpers.testClocks.advance(clock.id, { frozen_time: seconds('2027-06-30T02:00:00Z') });
  await emulator.settled();
  const renewed = await stripe.subscriptions.retrieve(subscription.id, { expand: ['latest_invoice'] });
  expect(day(renewed.items.data[0]?.current_period_end)).toBe('2027-07-31');
  expect(renewed.latest_invoice).toMatchObject({
    status: 'paid',
    test_clock: clock.id,
    created: seconds('2027-06-30T00:00:00Z'),
  });
});

test('Two thousand renewals of a hundred subscriptions keep their books: what was charged is what was invoiced', async () => {
  const { emulator, stripe } = await givenEmulator();
  const price = await givenPrice(stripe, { unit_amount: 1000, recurring: { interval: 'week' } });
  for (let count = 0; count < 100; count += 1) {
    const customer = await givenCustomer(stripe, 'pm_card_visa');
    await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
  }
  await emulator.advance({ seconds: 20 * 7 * 86_400 + 3600 });
  const [paid, charged] = await emulator.transact((tx) => [
    tx.list('invoice', { status: 'paid' }).reduce((sum, invoice) => sum + invoice.amount_paid, 0),
    tx.list('charge').reduce((sum, charge) => sum + charge.amount_captured, 0),
  ]);
  expect([paid, charged]).toEqual([2_100_000, 2_100_000]);
});
