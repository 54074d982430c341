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
