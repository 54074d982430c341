import type Stripe from 'stripe';
import { expect, test } from 'vitest';
import { givenCustomer, givenPrice, seconds } from '../../billing-cycle/given-billing.ts';
import { givenEmulator } from '../../testing/given-emulator.ts';

const refused: [string, Partial<Stripe.SubscriptionCreateParams>, string][] = [
  ['a thirteenth month', { billing_cycle_anchor_config: { day_of_month: 1, month: 13 } }, 'between 1 and 12'],
  ['a thirty-second day', { billing_cycle_anchor_config: { day_of_month: 32 } }, 'between 1 and 31'],
  [
    'an anchor after the next billing date',
    { billing_cycle_anchor: seconds('2026-03-01T00:00:00Z') },
    'natural billing date',
  ],
  [
    'an anchor far after a trial',
    { trial_period_days: 3, billing_cycle_anchor: 9_999_999_999_999 },
    'natural billing date',
  ],
  ['a start before anybody was born', { backdate_start_date: -1_000_000_000_000 }, 'at most ten years ago'],
  ['a start to come', { backdate_start_date: seconds('2026-06-01T00:00:00Z') }, 'must be in the past'],
  ['no items', { items: [] }, 'Missing required param: items'],
  ['a payment behavior of updates', { payment_behavior: 'pending_if_incomplete' }, 'cannot be `pending_if_incomplete`'],
  ['two ends', { cancel_at: 'max_period_end', cancel_at_period_end: true }, 'may only specify one'],
  ['days until due of a charged one', { days_until_due: 3 }, 'send_invoice'],
];

test.each(refused)('A subscription with %s is refused', async (_name, params, message) => {
  const { stripe } = await givenEmulator();
  const price = await givenPrice(stripe, { unit_amount: 1000 });
  const customer = await givenCustomer(stripe, 'pm_card_visa');
  const create = stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }], ...params });
  await expect(create).rejects.toThrow(message);
  expect((await stripe.subscriptions.list({ status: 'all' })).data).toEqual([]);
});

test('An amount that no card can pay is refused, and leaves nothing behind', async () => {
  const { stripe } = await givenEmulator();
  const price = await givenPrice(stripe, { unit_amount: 90_000_000 });
  const customer = await givenCustomer(stripe, 'pm_card_visa');
  const create = stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id, quantity: 2 }] });
  await expect(create).rejects.toMatchObject({ code: 'amount_too_large' });
  expect((await stripe.invoices.list()).data).toEqual([]);
});
