import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { givenEmulator } from '../testing/given-emulator.ts';
import { givenEndpoint } from '../testing/given-endpoint.ts';
import { day, givenCustomer, givenPrice, seconds } from './given-billing.ts';

describe('a monthly subscription', () => {
  test('is paid at once, and renewed a month later by an invoice that is a draft for an hour', async () => {
    const { emulator, stripe } = await givenEmulator();
    const price = await givenPrice(stripe, { unit_amount: 1499 });
    const customer = await givenCustomer(stripe, 'pm_card_visa');
    const subscription = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
    expect(subscription.status).toBe('active');
    expect(day(subscription.items.data[0]?.current_period_end)).toBe('2026-02-01');

    await emulator.advance({ to: new Date('2026-02-01T00:30:00Z') });
    const renewed = await stripe.subscriptions.retrieve(subscription.id, { expand: ['latest_invoice'] });
    expect(day(renewed.items.data[0]?.current_period_end)).toBe('2026-03-01');
    const draft = renewed.latest_invoice as Stripe.Invoice;
    expect(draft).toMatchObject({
      status: 'draft',
      billing_reason: 'subscription_cycle',
      amount_due: 1499,
      number: null,
    });
    expect(draft.automatically_finalizes_at).toBe(seconds('2026-02-01T01:00:00Z'));
    expect(draft.lines.data[0]).toMatchObject({
      description: '1 × Lightweight (at $14.99 / month)',
      period: { start: seconds('2026-02-01T00:00:00Z'), end: seconds('2026-03-01T00:00:00Z') },
    });

    await emulator.advance({ seconds: 3600 });
    const invoice = await stripe.invoices.retrieve(draft.id, { expand: ['payments'] });
    expect(invoice).toMatchObject({ status: 'paid', amount_paid: 1499, attempt_count: 1, amount_remaining: 0 });
    expect(invoice.number).toMatch(/-0002$/);
    const payment = invoice.payments?.data[0];
    expect(payment).toMatchObject({ status: 'paid', amount_paid: 1499, is_default: true });
    const intent = payment?.payment.payment_intent as string;
    const found = await stripe.invoicePayments.list({ payment: { type: 'payment_intent', payment_intent: intent } });
    expect(found.data.map(({ invoice: of }) => of)).toEqual([invoice.id]);
  });

  test('announces a renewal a week before, and tells it in order', async () => {
    const { emulator, stripe } = await givenEmulator();
    const endpoint = await givenEndpoint(stripe);
    const price = await givenPrice(stripe, { unit_amount: 1499 });
    const customer = await givenCustomer(stripe, 'pm_card_visa');
    await emulator.settled();
    endpoint.received.length = 0;
    await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
    await emulator.settled();
    expect(endpoint.types()).toEqual([
      'customer.subscription.created',
      'invoice.created',
      'invoice.finalized',
      'payment_intent.created',
      'charge.succeeded',
      'payment_intent.succeeded',
      'invoice_payment.paid',
      'invoice.updated',
      'invoice.paid',
      'invoice.payment_succeeded',
      'customer.subscription.updated',
    ]);
    const [intent] = (await stripe.paymentIntents.list({ expand: ['data.latest_charge.balance_transaction'] })).data;
    expect(intent).toMatchObject({
      automatic_payment_methods: null,
      capture_method: 'automatic',
      description: 'Subscription creation',
      latest_charge: { balance_transaction: { amount: 1499, fee: 73, description: 'Subscription creation' } },
      payment_details: { order_reference: expect.stringMatching(/^in_/) },
    });
    endpoint.received.length = 0;
    await emulator.advance({ to: new Date('2026-02-01T02:00:00Z') });
    expect(endpoint.types()).toEqual([
      'invoice.upcoming',
      'customer.subscription.updated',
      'invoice.created',
      'invoice.updated',
      'invoice.finalized',
      'payment_intent.created',
      'charge.succeeded',
      'payment_intent.succeeded',
      'invoice_payment.paid',
      'invoice.updated',
      'invoice.paid',
      'invoice.payment_succeeded',
    ]);
    const [announced, rolled] = endpoint.received.map(({ event }) => event);
    expect(day(announced?.created)).toBe('2026-01-25');
    expect(Object.keys(rolled?.data.previous_attributes ?? {}).toSorted()).toEqual(['items', 'latest_invoice']);
  });

  test('counts on its invoices in what the product is counted in', async () => {
    const { stripe } = await givenEmulator();
    const price = await givenPrice(stripe, {
      unit_amount: 2500,
      product_data: { name: 'Gym pass', unit_label: 'member' },
    });
    const customer = await givenCustomer(stripe, 'pm_card_visa');
    const items = [{ price: price.id, quantity: 3 }];
    await stripe.subscriptions.create({ customer: customer.id, items });
    const [invoice] = (await stripe.invoices.list()).data;
    expect(invoice?.lines.data[0]).toMatchObject({
      amount: 7500,
      description: '3 member × Gym pass (at $25.00 / month)',
    });
  });

  test('waits with finalization until invoice.created is acknowledged, at most three days', async () => {
    const { emulator, stripe } = await givenEmulator({ webhookRetryMs: [] });
    const endpoint = await givenEndpoint(stripe, ['invoice.created']);
    const price = await givenPrice(stripe, { unit_amount: 1499 });
    const customer = await givenCustomer(stripe, 'pm_card_visa');
    const { id } = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
    endpoint.answerWith(500);
    const status = async (): Promise<string | null | undefined> =>
      (await stripe.invoices.list({ subscription: id, limit: 1 })).data[0]?.status;
    await emulator.advance({ to: new Date('2026-02-03T23:00:00Z') });
    expect(await status()).toBe('draft');
    await emulator.advance({ to: new Date('2026-02-04T00:00:00Z') });
    expect(await status()).toBe('paid');
  });

  test('keeps the 31st as its day: it ends on 28 February and on 31 March', async () => {
    const { emulator, stripe } = await givenEmulator({ at: new Date('2026-01-31T12:00:00Z') });
    const price = await givenPrice(stripe, { unit_amount: 1499 });
    const customer = await givenCustomer(stripe, 'pm_card_visa');
    const { id } = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
    const end = async (): Promise<string> =>
      day((await stripe.subscriptions.retrieve(id)).items.data[0]?.current_period_end);
    const ends = [await end()];
    for (let month = 0; month < 3; month += 1) {
      await emulator.advance({ seconds: 31 * 86_400 });
      ends.push(await end());
    }
    expect(ends).toEqual(['2026-02-28', '2026-03-31', '2026-04-30', '2026-05-31']);
  });

  test('anchored ten days ahead is prorated until then', async () => {
    const { stripe } = await givenEmulator();
    const price = await givenPrice(stripe, { unit_amount: 3100 });
    const customer = await givenCustomer(stripe, 'pm_card_visa');
    const subscription = await stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: price.id }],
      billing_cycle_anchor_config: { day_of_month: 11 },
      expand: ['latest_invoice'],
    });
    // Ten of the 31 days from 11 December to 11 January.
    expect(subscription.latest_invoice).toMatchObject({ amount_paid: 1000, status: 'paid' });
    expect(day(subscription.items.data[0]?.current_period_end)).toBe('2026-01-11');
  });
});

describe('the first payment', () => {
  async function givenAttempt(
    card: string | undefined,
    params: Partial<Stripe.SubscriptionCreateParams> = {},
  ): Promise<{ given: Awaited<ReturnType<typeof givenEmulator>>; subscription: Promise<Stripe.Subscription> }> {
    const given = await givenEmulator();
    const price = await givenPrice(given.stripe, { unit_amount: 1499 });
    const customer = await givenCustomer(given.stripe, card);
    const subscription = given.stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: price.id }],
      expand: ['latest_invoice.confirmation_secret', 'latest_invoice.payments'],
      ...params,
    });
    return { given, subscription };
  }

  test('that is declined leaves an incomplete subscription, which expires after 23 hours with its invoice void', async () => {
    const { given, subscription } = await givenAttempt('pm_card_chargeCustomerFail');
    const { emulator, stripe } = given;
    const { id, status, latest_invoice: invoice } = await subscription;
    expect(status).toBe('incomplete');
    expect(invoice).toMatchObject({ status: 'open', attempt_count: 1, next_payment_attempt: null });
    await emulator.advance({ seconds: 23 * 3600 - 1 });
    expect((await stripe.subscriptions.retrieve(id)).status).toBe('incomplete');
    await emulator.advance({ seconds: 1 });
    const expired = await stripe.subscriptions.retrieve(id, { expand: ['latest_invoice'] });
    expect(expired).toMatchObject({ status: 'incomplete_expired', latest_invoice: { status: 'void' } });
    expect((await stripe.subscriptions.list({ status: 'ended' })).data.map((each) => each.id)).toEqual([id]);
  });

  test('with default_incomplete waits for the customer, who pays with the client secret', async () => {
    const { given, subscription } = await givenAttempt(undefined, { payment_behavior: 'default_incomplete' });
    const { stripe } = given;
    const { id, status, latest_invoice: invoice } = await subscription;
    expect(status).toBe('incomplete');
    const secret = (invoice as Stripe.Invoice).confirmation_secret?.client_secret ?? '';
    expect(secret).toMatch(/^pi_\w+_secret_\w+$/);
    const intent = secret.slice(0, secret.indexOf('_secret_'));
    expect((await stripe.paymentIntents.retrieve(intent)).status).toBe('requires_payment_method');
    await stripe.paymentIntents.confirm(intent, { payment_method: 'pm_card_visa', return_url: 'https://example.com' });
    expect(await stripe.subscriptions.retrieve(id, { expand: ['latest_invoice'] })).toMatchObject({
      status: 'active',
      latest_invoice: { status: 'paid', amount_paid: 1499 },
    });
  });

  test('with save_default_payment_method becomes the subscription’s own method', async () => {
    const { given, subscription } = await givenAttempt(undefined, {
      payment_behavior: 'default_incomplete',
      payment_settings: { save_default_payment_method: 'on_subscription' },
    });
    const { stripe } = given;
    const { id, latest_invoice: invoice } = await subscription;
    const intent = (invoice as Stripe.Invoice).payments?.data[0]?.payment.payment_intent as string;
    const paid = await stripe.paymentIntents.confirm(intent, {
      payment_method: 'pm_card_visa',
      return_url: 'https://example.com',
    });
    expect((await stripe.subscriptions.retrieve(id)).default_payment_method).toBe(paid.payment_method);
  });

  test('that fails with error_if_incomplete leaves nothing behind', async () => {
    const { given, subscription } = await givenAttempt('pm_card_chargeCustomerFail', {
      payment_behavior: 'error_if_incomplete',
    });
    await expect(subscription).rejects.toMatchObject({ statusCode: 402, code: 'card_declined' });
    expect((await given.stripe.subscriptions.list({ status: 'all' })).data).toEqual([]);
    expect((await given.stripe.charges.list()).data).toEqual([]);
  });

  test('that needs 3-D Secure counts no attempt', async () => {
    const { subscription } = await givenAttempt('pm_card_authenticationRequired');
    expect(await subscription).toMatchObject({
      status: 'incomplete',
      latest_invoice: { attempt_count: 0, status: 'open' },
    });
  });

  test('of a customer without a method is refused', async () => {
    const { subscription } = await givenAttempt(undefined);
    await expect(subscription).rejects.toMatchObject({ code: 'resource_missing', statusCode: 400 });
  });

  test('of nothing makes a paid invoice and no payment intent', async () => {
    const { stripe } = await givenEmulator();
    const price = await givenPrice(stripe, { unit_amount: 0 });
    const customer = await givenCustomer(stripe);
    const subscription = await stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: price.id }],
      expand: ['latest_invoice.payments'],
    });
    expect(subscription).toMatchObject({
      status: 'active',
      latest_invoice: { status: 'paid', amount_due: 0, payments: { data: [] } },
    });
  });

  test('of less than can be charged becomes a debt that the next invoice takes up', async () => {
    const { emulator, stripe } = await givenEmulator();
    const price = await givenPrice(stripe, { unit_amount: 30 });
    const customer = await givenCustomer(stripe, 'pm_card_visa');
    const { id } = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
    expect((await stripe.customers.retrieve(customer.id)) as Stripe.Customer).toMatchObject({ balance: 30 });
    await emulator.advance({ to: new Date('2026-02-01T01:00:00Z') });
    const [invoice] = (await stripe.invoices.list({ subscription: id })).data;
    expect(invoice).toMatchObject({
      total: 30,
      starting_balance: 30,
      amount_due: 60,
      amount_paid: 60,
      ending_balance: 0,
    });
  });
});
