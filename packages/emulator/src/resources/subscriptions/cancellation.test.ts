import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { day, givenCustomer, givenPrice, seconds } from '../../billing-cycle/given-billing.ts';
import type { Emulator } from '../../create-emulator.ts';
import { givenEmulator } from '../../testing/given-emulator.ts';
import { givenEndpoint, type Endpoint } from '../../testing/given-endpoint.ts';
import {
  cancelSubscriptionFromPortal,
  keepSubscriptionFromPortal,
  previewPlanSwitch,
  switchPlanFromPortal,
} from './from-portal.ts';

interface Running {
  emulator: Emulator;
  stripe: Stripe;
  endpoint: Endpoint;
  customer: Stripe.Customer;
  id: string;
}

async function givenRunning(params: Partial<Stripe.SubscriptionCreateParams> = {}): Promise<Running> {
  const { emulator, stripe } = await givenEmulator();
  const endpoint = await givenEndpoint(stripe);
  const price = await givenPrice(stripe, { unit_amount: 3100 });
  const customer = await givenCustomer(stripe, 'pm_card_visa');
  const { id } = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }], ...params });
  await emulator.settled();
  endpoint.received.length = 0;
  return { emulator, stripe, endpoint, customer, id };
}

describe('a cancellation at the end of the period', () => {
  test('leaves the subscription running until then, and ends it without another invoice', async () => {
    const { emulator, stripe, endpoint, id } = await givenRunning();
    await emulator.advance({ to: new Date('2026-01-10T00:00:00Z') });
    const cancelling = await stripe.subscriptions.update(id, {
      cancel_at_period_end: true,
      cancellation_details: { feedback: 'too_expensive', comment: 'Next year again' },
    });
    expect(cancelling).toMatchObject({
      status: 'active',
      cancel_at_period_end: true,
      cancel_at: seconds('2026-02-01T00:00:00Z'),
      canceled_at: seconds('2026-01-10T00:00:00Z'),
      cancellation_details: { feedback: 'too_expensive', comment: 'Next year again', reason: 'cancellation_requested' },
    });
    await emulator.advance({ to: new Date('2026-02-01T02:00:00Z') });
    expect(endpoint.types()).toEqual(['customer.subscription.updated', 'customer.subscription.deleted']);
    const ended = await stripe.subscriptions.retrieve(id);
    expect(ended).toMatchObject({ status: 'canceled', ended_at: seconds('2026-02-01T00:00:00Z') });
    expect((await stripe.invoices.list({ subscription: id })).data).toHaveLength(1);
    expect((await stripe.subscriptions.list()).data).toEqual([]);
    expect((await stripe.subscriptions.list({ status: 'all' })).data).toHaveLength(1);
  });

  test('can be taken back', async () => {
    const { emulator, stripe, id } = await givenRunning({ cancel_at_period_end: true });
    expect(await stripe.subscriptions.update(id, { cancel_at_period_end: false })).toMatchObject({
      cancel_at: null,
      canceled_at: null,
    });
    await emulator.advance({ to: new Date('2026-02-01T02:00:00Z') });
    expect((await stripe.subscriptions.retrieve(id)).status).toBe('active');
  });

  test('from the portal writes only the date for a flexible subscription', async () => {
    const { emulator, stripe, endpoint, id } = await givenRunning();
    const cancel = { subscription: id, mode: 'at_period_end', feedback: 'unused' } as const;
    expect(await emulator.transact((tx) => cancelSubscriptionFromPortal(tx, cancel))).toMatchObject({
      cancel_at_period_end: false,
      cancel_at: seconds('2026-02-01T00:00:00Z'),
      cancellation_details: { feedback: 'unused', reason: 'cancellation_requested' },
    });
    await emulator.settled();
    const previous = endpoint.received.at(-1)?.event.data.previous_attributes ?? {};
    expect(Object.keys(previous).toSorted()).toEqual(['cancel_at', 'canceled_at', 'cancellation_details']);
    await emulator.transact((tx) => keepSubscriptionFromPortal(tx, { subscription: id }));
    expect(await stripe.subscriptions.retrieve(id)).toMatchObject({ cancel_at: null, canceled_at: null });
  });

  test('from the portal sets the flag of a classic subscription', async () => {
    const { emulator, id } = await givenRunning({ billing_mode: { type: 'classic' } });
    const cancel = { subscription: id, mode: 'at_period_end' } as const;
    expect(await emulator.transact((tx) => cancelSubscriptionFromPortal(tx, cancel))).toMatchObject({
      cancel_at_period_end: true,
    });
  });
});

describe('a cancellation at once', () => {
  test('ends the subscription, and a second one finds nothing', async () => {
    const { emulator, stripe, endpoint, id } = await givenRunning();
    expect(await stripe.subscriptions.cancel(id)).toMatchObject({ status: 'canceled', cancel_at_period_end: false });
    await expect(stripe.subscriptions.cancel(id)).rejects.toMatchObject({ code: 'resource_missing', statusCode: 404 });
    await emulator.settled();
    expect(endpoint.types()).toEqual(['customer.subscription.deleted']);
    await expect(stripe.subscriptions.update(id, { cancel_at_period_end: true })).rejects.toThrow(
      'canceled subscription',
    );
  });

  test('with prorate and invoice_now makes the unused time a balance', async () => {
    const { emulator, stripe, customer, id } = await givenRunning();
    await emulator.advance({ to: new Date('2026-01-11T00:00:00Z') });
    await stripe.subscriptions.cancel(id, { prorate: true, invoice_now: true });
    const [credit] = (await stripe.invoices.list({ subscription: id })).data;
    // 21 of 31 days of 3100.
    expect(credit).toMatchObject({ total: -2100, status: 'draft' });
    await stripe.invoices.finalizeInvoice(credit?.id ?? '');
    expect(await stripe.customers.retrieve(customer.id)).toMatchObject({ balance: -2100 });
  });

  test('stops the retries of what is owed', async () => {
    const { emulator, stripe, customer, id } = await givenRunning();
    const broken = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer: customer.id });
    await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: broken.id } });
    await emulator.advance({ to: new Date('2026-02-01T02:00:00Z') });
    await stripe.subscriptions.cancel(id);
    const [open] = (await stripe.invoices.list({ subscription: id })).data;
    expect(open).toMatchObject({ status: 'open', auto_advance: false, next_payment_attempt: null });
  });

  test('comes with the deletion of the customer', async () => {
    const { stripe, customer, id } = await givenRunning();
    await stripe.customers.del(customer.id);
    expect((await stripe.subscriptions.retrieve(id)).status).toBe('canceled');
  });
});

describe('the portal’s change of plan', () => {
  test('charges to the cent what it showed', async () => {
    const { emulator, stripe, id } = await givenRunning();
    const dear = await givenPrice(stripe, { unit_amount: 6200, name: 'Middleweight' });
    await emulator.advance({ to: new Date('2026-01-11T00:00:00Z') });
    const change = {
      subscription: id,
      price: dear.id,
      prorationBehavior: 'always_invoice',
      prorationDate: seconds('2026-01-11T00:00:00Z'),
    } as const;
    const preview = await emulator.transact((tx) => previewPlanSwitch(tx, change));
    expect(preview.amount_due).toBe(4200 - 2100);
    await emulator.advance({ seconds: 600 });
    await emulator.transact((tx) => switchPlanFromPortal(tx, change));
    const [invoice] = (await stripe.invoices.list({ subscription: id })).data;
    expect(invoice).toMatchObject({ status: 'paid', amount_paid: 2100, billing_reason: 'subscription_update' });
    expect(day((await stripe.subscriptions.retrieve(id)).items.data[0]?.current_period_end)).toBe('2026-02-01');
  });
});

describe('collection that is paused', () => {
  test.each([
    ['keep_as_draft', 'draft'],
    ['void', 'void'],
    ['mark_uncollectible', 'uncollectible'],
  ] as const)('with %s leaves the invoice %s, and the subscription active', async (behavior, status) => {
    const { emulator, stripe, id } = await givenRunning();
    const resumes = seconds('2026-02-20T00:00:00Z');
    await stripe.subscriptions.update(id, { pause_collection: { behavior, resumes_at: resumes } });
    await emulator.advance({ to: new Date('2026-02-01T03:00:00Z') });
    const paused = await stripe.subscriptions.retrieve(id, { expand: ['latest_invoice'] });
    expect(paused).toMatchObject({ status: 'active', latest_invoice: { status } });
    await emulator.advance({ to: new Date('2026-03-01T02:00:00Z') });
    const resumed = await stripe.subscriptions.retrieve(id, { expand: ['latest_invoice'] });
    expect(resumed).toMatchObject({ pause_collection: null, latest_invoice: { status: 'paid' } });
  });
});
