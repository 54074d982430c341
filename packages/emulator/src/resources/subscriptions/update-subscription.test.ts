import type Stripe from 'stripe';
import { expect, test } from 'vitest';
import { givenCustomer, givenPrice } from '../../billing-cycle/given-billing.ts';
import { givenEmulator } from '../../testing/given-emulator.ts';

test('A failed payment leaves the change made and the subscription past due, also when it ends a trial', async () => {
  const { stripe } = await givenEmulator();
  const small = await givenPrice(stripe, { unit_amount: 1000, name: 'Small' });
  const large = await givenPrice(stripe, { unit_amount: 3252, name: 'Large' });
  const customer = await givenCustomer(stripe, 'pm_card_chargeCustomerFail');
  const trial = { customer: customer.id, items: [{ price: small.id }], trial_period_days: 14 };
  const trialing = await stripe.subscriptions.create(trial);
  expect(await stripe.subscriptions.update(trialing.id, { trial_end: 'now' })).toMatchObject({ status: 'past_due' });

  const payer = await givenCustomer(stripe, 'pm_card_visa');
  const created = await stripe.subscriptions.create({ customer: payer.id, items: [{ price: small.id }] });
  const broken = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer: payer.id });
  const change: Stripe.SubscriptionUpdateParams = {
    items: [{ id: created.items.data[0]?.id ?? '', price: large.id }],
    proration_behavior: 'always_invoice',
    default_payment_method: broken.id,
  };
  await expect(
    stripe.subscriptions.update(created.id, { ...change, payment_behavior: 'error_if_incomplete' }),
  ).rejects.toMatchObject({ code: 'card_declined' });
  expect(await stripe.subscriptions.retrieve(created.id)).toMatchObject({
    items: { data: [{ price: { id: small.id } }] },
  });
  expect(await stripe.subscriptions.update(created.id, change)).toMatchObject({
    status: 'past_due',
    items: { data: [{ price: { id: large.id } }] },
  });
});

test('An item shows its price as that is now', async () => {
  const { stripe } = await givenEmulator();
  const small = await givenPrice(stripe, { unit_amount: 1000, name: 'Small' });
  const customer = await givenCustomer(stripe, 'pm_card_visa');
  const { id } = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: small.id }] });
  await stripe.prices.update(small.id, { lookup_key: 'small_monthly' });
  expect((await stripe.subscriptions.retrieve(id)).items.data[0]?.price.lookup_key).toBe('small_monthly');
});

test('Items are listed in the order in which the subscription shows them, under its address', async () => {
  const { stripe } = await givenEmulator();
  const { id: customer } = await givenCustomer(stripe, 'pm_card_visa');
  const prices: string[] = [];
  for (const unit_amount of [1000, 2000, 3000]) prices.push((await givenPrice(stripe, { unit_amount })).id);
  const { id } = await stripe.subscriptions.create({ customer, items: prices.map((price) => ({ price })) });
  const page = await stripe.subscriptionItems.list({ subscription: id, limit: 2 });
  expect(page).toMatchObject({ has_more: true, url: `/v1/subscription_items?subscription=${id}` });
  expect(page.data.map(({ price }) => price.id)).toEqual(prices.slice(0, 2));
  const rest = await stripe.subscriptionItems.list({ subscription: id, starting_after: page.data[1]?.id });
  expect(rest.data.map(({ price }) => price.id)).toEqual(prices.slice(2));
});

test('What is over is no subscription that could be resumed', async () => {
  const { stripe } = await givenEmulator();
  const price = await givenPrice(stripe, { unit_amount: 1000 });
  const { id: customer } = await givenCustomer(stripe, 'pm_card_visa');
  const { id } = await stripe.subscriptions.create({ customer, items: [{ price: price.id }] });
  await stripe.subscriptions.cancel(id);
  await expect(stripe.subscriptions.resume(id)).rejects.toMatchObject({ statusCode: 404, code: 'resource_missing' });
});

test('The whole period after a reset takes no discount', async () => {
  const { emulator, stripe } = await givenEmulator();
  const price = await givenPrice(stripe, { unit_amount: 1000 });
  const { id: customer } = await givenCustomer(stripe, 'pm_card_visa');
  const { id } = await stripe.subscriptions.create({ customer, items: [{ price: price.id }] });
  await emulator.advance({ seconds: 86_400 });
  const changed = await stripe.subscriptions.update(id, {
    billing_cycle_anchor: { type: 'now' },
    proration_behavior: 'none',
    expand: ['latest_invoice'],
  });
  const { lines } = changed.latest_invoice as Stripe.Invoice;
  expect(lines.data.map(({ amount, discountable }) => [amount, discountable])).toEqual([[1000, false]]);
});
