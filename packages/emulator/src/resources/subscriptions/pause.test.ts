import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { day, givenCustomer, givenPrice, seconds } from '../../billing-cycle/given-billing.ts';
import { givenEmulator } from '../../testing/given-emulator.ts';
import { givenEndpoint } from '../../testing/given-endpoint.ts';

describe('a subscription that is paused', () => {
  test('gives the unused time back, bills nothing, and begins a new period when it is resumed', async () => {
    const { emulator, stripe } = await givenEmulator();
    const endpoint = await givenEndpoint(stripe);
    const price = await givenPrice(stripe, { unit_amount: 3100 });
    const customer = await givenCustomer(stripe, 'pm_card_visa');
    const { id } = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
    await emulator.advance({ to: new Date('2026-01-11T00:00:00Z') });
    endpoint.received.length = 0;
    const paused = await stripe.subscriptions.pause(id);
    expect(paused).toMatchObject({
      status: 'paused',
      status_details: { paused: { subscription: { type: 'pause_requested' } } },
      items: { data: [{ current_period_end: seconds('2026-01-11T00:00:00Z') }] },
    });
    await emulator.settled();
    expect(endpoint.types()).toEqual([
      'invoiceitem.created',
      'customer.subscription.paused',
      'customer.subscription.updated',
    ]);
    await emulator.advance({ to: new Date('2026-03-05T00:00:00Z') });
    expect((await stripe.invoices.list({ subscription: id })).data).toHaveLength(1);
    const resumed = await stripe.subscriptions.resume(id, {
      payment_behavior: 'resume_on_payment_success',
      expand: ['latest_invoice'],
    });
    // The whole new period, less 21 of 31 days of the paused one.
    expect(resumed).toMatchObject({ status: 'active', latest_invoice: { status: 'paid', amount_paid: 3100 - 2100 } });
    expect(resumed.status_details).toBeUndefined();
    expect([day(resumed.billing_cycle_anchor), day(resumed.items.data[0]?.current_period_end)]).toEqual([
      '2026-03-05',
      '2026-04-05',
    ]);
    await emulator.settled();
    expect(endpoint.types().slice(-2)).toContain('customer.subscription.updated');
    expect(endpoint.types()).toContain('customer.subscription.resumed');
  });

  test('with its old anchor is debited for the rest of the running period', async () => {
    const { emulator, stripe } = await givenEmulator();
    const price = await givenPrice(stripe, { unit_amount: 3100 });
    const customer = await givenCustomer(stripe, 'pm_card_visa');
    const { id } = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
    await stripe.subscriptions.pause(id, { bill_for: { unused_time_from: { type: 'none' } } });
    await emulator.advance({ to: new Date('2026-03-11T00:00:00Z') });
    const resumed = await stripe.subscriptions.resume(id, { billing_cycle_anchor: { type: 'unchanged' } });
    expect(resumed.status).toBe('active');
    expect(day(resumed.items.data[0]?.current_period_end)).toBe('2026-04-01');
    const pending = await stripe.invoiceItems.list({ customer: customer.id, pending: true });
    expect(pending.data.map(({ amount }) => amount)).toEqual([2100]);
  });

  test('after a trial without a card resumes once there is one; nobody trying leaves it paused', async () => {
    const { emulator, stripe } = await givenEmulator();
    const price = await givenPrice(stripe, { unit_amount: 999 });
    const customer = await givenCustomer(stripe);
    const { id } = await stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: price.id }],
      trial_period_days: 14,
      trial_settings: { end_behavior: { missing_payment_method: 'pause' } },
    });
    await emulator.advance({ to: new Date('2026-01-20T00:00:00Z') });
    const waiting = await stripe.subscriptions.resume(id, { payment_behavior: 'resume_on_payment_success' });
    expect(waiting.status).toBe('paused');
    const method = await stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id });
    await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: method.id } });
    await stripe.invoices.pay(waiting.latest_invoice as string);
    const active = await stripe.subscriptions.retrieve(id);
    expect(active.status).toBe('active');
    expect(day(active.items.data[0]?.current_period_end)).toBe('2026-02-20');
  });

  test('resumes an hour later by default, when the payment is tried', async () => {
    const { emulator, stripe } = await givenEmulator();
    const price = await givenPrice(stripe, { unit_amount: 3100 });
    const customer = await givenCustomer(stripe, 'pm_card_visa');
    const { id } = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
    await stripe.subscriptions.pause(id, { bill_for: { unused_time_from: { type: 'none' } } });
    expect((await stripe.subscriptions.resume(id)).status).toBe('paused');
    await emulator.advance({ seconds: 3600 });
    expect((await stripe.subscriptions.retrieve(id)).status).toBe('active');
  });

  test.each([
    ['a classic one', { billing_mode: { type: 'classic' } }],
    ['one in its trial', { trial_period_days: 3 }],
  ] as [string, Partial<Stripe.SubscriptionCreateParams>][])('cannot be %s', async (_name, params) => {
    const { stripe } = await givenEmulator();
    const price = await givenPrice(stripe, { unit_amount: 3100 });
    const customer = await givenCustomer(stripe, 'pm_card_visa');
    const { id } = await stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: price.id }],
      ...params,
    });
    await expect(stripe.subscriptions.pause(id)).rejects.toThrow('cannot be paused');
    await expect(stripe.subscriptions.resume(id)).rejects.toThrow('only resume paused');
  });
});

test('A classic subscription migrates to flexible billing, once', async () => {
  const { stripe } = await givenEmulator();
  const price = await givenPrice(stripe, { unit_amount: 3100 });
  const customer = await givenCustomer(stripe, 'pm_card_visa');
  const { id } = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: price.id }],
    billing_mode: { type: 'classic' },
  });
  const migrate = (): Promise<Stripe.Subscription> =>
    stripe.subscriptions.migrate(id, { billing_mode: { type: 'flexible' } });
  expect((await migrate()).billing_mode).toMatchObject({
    type: 'flexible',
    updated_at: seconds('2026-01-01T00:00:00Z'),
  });
  await expect(migrate()).rejects.toThrow('already');
});
