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
  [
    'a payment behavior of updates',
    { payment_behavior: 'pending_if_incomplete' },
    'has no effect when creating a subscription',
  ],
  ['two ends', { cancel_at: 'max_period_end', cancel_at_period_end: true }, 'may only specify one'],
  ['days until due of a charged one', { days_until_due: 3 }, "invoice collection method is 'send_invoice'"],
  ['a trial that is over', { trial_end: 1000 }, 'You specified the value `1000` which is in the past.'],
  ['two trials', { trial_period_days: 3, trial_from_plan: true }, 'when `trial_from_plan=true`'],
];

test.each(refused)('A subscription with %s is refused', async (_name, params, message) => {
  const { stripe } = await givenEmulator();
  const price = await givenPrice(stripe, { unit_amount: 1000 });
  const customer = await givenCustomer(stripe, 'pm_card_visa');
  const create = stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }], ...params });
  await expect(create).rejects.toThrow(message);
  expect((await stripe.subscriptions.list({ status: 'all' })).data).toEqual([]);
});

test('A price can be taken once, and a customer who never was is refused as if the address had named him', async () => {
  const { stripe } = await givenEmulator();
  const price = await givenPrice(stripe, { unit_amount: 1000 });
  const customer = await givenCustomer(stripe, 'pm_card_visa');
  const items = [{ price: price.id }];
  await expect(
    stripe.subscriptions.create({ customer: customer.id, items: [...items, ...items] }),
  ).rejects.toMatchObject({
    param: 'plan',
    message: `Cannot create a Subscription with multiple Subscription Items with the same Price: ${price.id}`,
  });
  await expect(stripe.subscriptions.create({ customer: 'cus_none', items })).rejects.toMatchObject({
    statusCode: 404,
    code: 'resource_missing',
    param: 'customer',
  });
});

test('A card that wants its owner is refused with what to do where nothing may stay incomplete', async () => {
  const { stripe } = await givenEmulator();
  const price = await givenPrice(stripe, { unit_amount: 1000 });
  const { id: customer } = await givenCustomer(stripe, 'pm_card_threeDSecure2Required');
  const create = stripe.subscriptions.create({
    customer,
    items: [{ price: price.id }],
    payment_behavior: 'error_if_incomplete',
  });
  await expect(create).rejects.toMatchObject({
    statusCode: 402,
    code: 'subscription_payment_intent_requires_action',
    doc_url: undefined,
    message: expect.stringContaining('Retry the request with `payment_behavior=allow_incomplete`'),
  });
});

test('An amount that no card can pay is refused, and leaves nothing behind', async () => {
  const { stripe } = await givenEmulator();
  const price = await givenPrice(stripe, { unit_amount: 90_000_000 });
  const customer = await givenCustomer(stripe, 'pm_card_visa');
  const create = stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id, quantity: 2 }] });
  await expect(create).rejects.toMatchObject({ code: 'amount_too_large' });
  expect((await stripe.invoices.list()).data).toEqual([]);
});
