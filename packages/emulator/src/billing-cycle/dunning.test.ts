import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import type { Emulator } from '../create-emulator.ts';
import { givenEmulator } from '../testing/given-emulator.ts';
import { givenEndpoint } from '../testing/given-endpoint.ts';
import { day, givenCustomer, givenPrice } from './given-billing.ts';
import type { BillingSettings } from './settings.ts';

interface Failing {
  emulator: Emulator;
  stripe: Stripe;
  customer: Stripe.Customer;
  subscription: string;
}

/** A subscription whose card fails from the first renewal, on 1 February, on. */
async function givenFailingRenewal(
  settings: Partial<BillingSettings> = {},
  card = 'pm_card_chargeCustomerFail',
): Promise<Failing> {
  const { emulator, stripe } = await givenEmulator({ settings });
  const price = await givenPrice(stripe, { unit_amount: 1499 });
  const customer = await givenCustomer(stripe, 'pm_card_visa');
  const { id } = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
  const broken = await stripe.paymentMethods.attach(card, { customer: customer.id });
  await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: broken.id } });
  return { emulator, stripe, customer, subscription: id };
}

async function state({ stripe, subscription }: Failing): Promise<[string, number | undefined, string]> {
  const found = await stripe.subscriptions.retrieve(subscription, { expand: ['latest_invoice'] });
  const invoice = found.latest_invoice as Stripe.Invoice;
  return [
    found.status,
    invoice.attempt_count,
    invoice.next_payment_attempt === null ? 'never' : day(invoice.next_payment_attempt),
  ];
}

describe('a renewal that fails', () => {
  test('is tried again after 3, 5 and 7 days, and then the subscription is cancelled', async () => {
    const failing = await givenFailingRenewal();
    const { emulator, stripe } = failing;
    await emulator.advance({ to: new Date('2026-02-01T01:00:00Z') });
    expect(await state(failing)).toEqual(['past_due', 1, '2026-02-04']);
    await emulator.advance({ to: new Date('2026-02-04T01:00:00Z') });
    expect(await state(failing)).toEqual(['past_due', 2, '2026-02-09']);
    await emulator.advance({ to: new Date('2026-02-09T01:00:00Z') });
    expect(await state(failing)).toEqual(['past_due', 3, '2026-02-16']);
    await emulator.advance({ to: new Date('2026-02-16T01:00:00Z') });
    expect(await state(failing)).toEqual(['canceled', 4, 'never']);
    expect(await stripe.subscriptions.retrieve(failing.subscription)).toMatchObject({
      cancellation_details: { reason: 'payment_failed' },
    });
    expect(
      (await stripe.charges.list({ customer: failing.customer.id })).data.filter(({ paid }) => !paid),
    ).toHaveLength(4);
  });

  test('tells the failure in order', async () => {
    const failing = await givenFailingRenewal();
    const endpoint = await givenEndpoint(failing.stripe);
    await failing.emulator.advance({ to: new Date('2026-02-01T00:30:00Z') });
    endpoint.received.length = 0;
    await failing.emulator.advance({ seconds: 3600 });
    expect(endpoint.types()).toEqual([
      'invoice.updated',
      'invoice.finalized',
      'payment_intent.created',
      'charge.failed',
      'payment_intent.payment_failed',
      'invoice.updated',
      'invoice.payment_failed',
      'customer.subscription.updated',
    ]);
    expect(endpoint.received.at(-1)?.event.data.previous_attributes).toEqual({ status: 'active' });
  });

  test('recovers when the card is replaced before a retry', async () => {
    const failing = await givenFailingRenewal();
    const { emulator, stripe, customer } = failing;
    await emulator.advance({ to: new Date('2026-02-02T00:00:00Z') });
    const good = await stripe.paymentMethods.attach('pm_card_mastercard', { customer: customer.id });
    await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: good.id } });
    await emulator.advance({ to: new Date('2026-02-04T01:00:00Z') });
    expect(await state(failing)).toEqual(['active', 2, 'never']);
  });

  test('recovers when it is paid by hand, which does not count as an attempt', async () => {
    const failing = await givenFailingRenewal();
    const { emulator, stripe, subscription } = failing;
    await emulator.advance({ to: new Date('2026-02-02T00:00:00Z') });
    const { latest_invoice: invoice } = await stripe.subscriptions.retrieve(subscription);
    await expect(stripe.invoices.pay(invoice as string)).rejects.toMatchObject({
      statusCode: 402,
      code: 'card_declined',
    });
    expect(await state(failing)).toEqual(['past_due', 1, '2026-02-04']);
    expect(await stripe.invoices.pay(invoice as string, { payment_method: 'pm_card_visa' })).toMatchObject({
      status: 'paid',
    });
    expect((await state(failing))[0]).toBe('active');
  });

  test.each([
    ['unpaid', 'unpaid'],
    ['past_due', 'past_due'],
  ] as const)('ends as %s where the account says so', async (afterLastRetry, status) => {
    const failing = await givenFailingRenewal({ afterLastRetry, retryDays: [1] });
    await failing.emulator.advance({ to: new Date('2026-02-03T00:00:00Z') });
    expect(await state(failing)).toEqual([status, 2, 'never']);
  });

  test('leaves drafts that nobody collects while the subscription is unpaid', async () => {
    const failing = await givenFailingRenewal({ afterLastRetry: 'unpaid', retryDays: [] });
    await failing.emulator.advance({ to: new Date('2026-03-02T00:00:00Z') });
    const [draft] = (await failing.stripe.invoices.list({ subscription: failing.subscription })).data;
    expect(draft).toMatchObject({ status: 'draft', auto_advance: false, automatically_finalizes_at: null });
  });

  test('asks for 3-D Secure when the bank wants it', async () => {
    const failing = await givenFailingRenewal({}, 'pm_card_authenticationRequired');
    const endpoint = await givenEndpoint(failing.stripe);
    await failing.emulator.advance({ to: new Date('2026-02-01T01:00:00Z') });
    expect(endpoint.types().slice(-6)).toEqual([
      'payment_intent.created',
      'payment_intent.requires_action',
      'invoice.updated',
      'invoice.payment_action_required',
      'invoice.payment_failed',
      'customer.subscription.updated',
    ]);
    expect((await state(failing))[0]).toBe('past_due');
  });

  test('forgiven as uncollectible leaves the subscription active', async () => {
    const failing = await givenFailingRenewal();
    await failing.emulator.advance({ to: new Date('2026-02-02T00:00:00Z') });
    const { latest_invoice: invoice } = await failing.stripe.subscriptions.retrieve(failing.subscription);
    expect(await failing.stripe.invoices.markUncollectible(invoice as string)).toMatchObject({
      status: 'uncollectible',
    });
    expect((await state(failing))[0]).toBe('active');
    expect(await failing.stripe.invoices.voidInvoice(invoice as string)).toMatchObject({ status: 'void' });
  });
});
