import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { givenEmulator } from '../../testing/given-emulator.ts';

async function givenCustomer() {
  const { emulator, stripe } = await givenEmulator();
  const customer = (await stripe.customers.create({ email: 'ada@example.com' })).id;
  const pay = (payment_method: string, more: Partial<Stripe.PaymentIntentCreateParams> = {}) =>
    stripe.paymentIntents.create({ amount: 1499, currency: 'usd', customer, payment_method, confirm: true, ...more });
  const events = async () => (await stripe.events.list({ limit: 100 })).data.map(({ type }) => type).reverse();
  return { emulator, stripe, customer, pay, events };
}

describe('a payment', () => {
  test('succeeds, and its balance transaction comes a moment later', async () => {
    const { emulator, stripe, pay, events } = await givenCustomer();
    const intent = await pay('pm_card_visa', { expand: ['latest_charge'] });
    expect(intent).toMatchObject({
      amount_received: 1499,
      capture_method: 'automatic_async',
      last_payment_error: null,
      next_action: null,
      payment_method_types: ['card'],
      status: 'succeeded',
    });
    expect(intent.client_secret).toMatch(new RegExp(`^${intent.id}_secret_[A-Za-z0-9]+$`));
    const charge = intent.latest_charge as Stripe.Charge;
    expect(charge).toMatchObject({
      amount: 1499,
      balance_transaction: null,
      captured: true,
      outcome: { network_status: 'approved_by_network', type: 'authorized' },
      paid: true,
      payment_method_details: {
        type: 'card',
        card: { last4: '4242', three_d_secure: null, checks: { cvc_check: 'pass' } },
      },
      status: 'succeeded',
    });
    await emulator.settled();
    const settled = await stripe.charges.retrieve(charge.id, { expand: ['balance_transaction'] });
    expect(settled.balance_transaction).toMatchObject({
      amount: 1499,
      fee: 73,
      net: 1426,
      status: 'pending',
      type: 'charge',
    });
    expect(await events()).toEqual([
      'customer.created',
      'payment_intent.created',
      'charge.succeeded',
      'payment_intent.succeeded',
      'charge.updated',
    ]);
    const [updated] = (await stripe.events.list({ limit: 1 })).data;
    expect(updated?.data.previous_attributes).toEqual({ balance_transaction: null });
  });

  test('can be begun without a card and confirmed with one', async () => {
    const { stripe, customer } = await givenCustomer();
    const begun = await stripe.paymentIntents.create({ amount: 500, currency: 'usd', customer });
    expect(begun.status).toBe('requires_payment_method');
    await expect(stripe.paymentIntents.confirm(begun.id)).rejects.toMatchObject({
      code: 'payment_intent_unexpected_state',
    });
    const chosen = await stripe.paymentIntents.update(begun.id, { payment_method: 'pm_card_visa' });
    expect(chosen.status).toBe('requires_confirmation');
    expect((await stripe.paymentIntents.confirm(begun.id)).status).toBe('succeeded');
    await expect(stripe.paymentIntents.confirm(begun.id)).rejects.toThrow('already succeeded');
    await expect(stripe.paymentIntents.update(begun.id, { amount: 600 })).rejects.toThrow('could not be updated');
    await expect(stripe.paymentIntents.cancel(begun.id)).rejects.toThrow('You cannot cancel this PaymentIntent');
  });

  test('of too little, or in no currency, is refused', async () => {
    const { pay } = await givenCustomer();
    await expect(pay('pm_card_visa', { amount: 49 })).rejects.toMatchObject({
      code: 'amount_too_small',
      param: 'amount',
    });
    await expect(pay('pm_card_visa', { amount: 100_000_000 })).rejects.toMatchObject({ code: 'amount_too_large' });
    await expect(pay('pm_card_visa', { currency: 'zzz' })).rejects.toMatchObject({ param: 'currency' });
    const types = { payment_method_types: ['card'] } as Partial<Stripe.PaymentIntentCreateParams>;
    await expect(pay('pm_card_visa', types)).rejects.toMatchObject({ statusCode: 400 });
  });

  test('with a card of somebody else is refused', async () => {
    const { stripe, pay } = await givenCustomer();
    const eve = await stripe.customers.create({ payment_method: 'pm_card_visa' });
    const [card] = (await stripe.customers.listPaymentMethods(eve.id)).data;
    await expect(pay(card?.id ?? '')).rejects.toThrow('does not belong to the Customer you supplied');
  });

  test('saves the card when asked to, and otherwise uses it up', async () => {
    const { stripe, customer, pay } = await givenCustomer();
    const once = await stripe.paymentMethods.create({ type: 'card', card: { token: 'tok_visa' } });
    await pay(once.id);
    await expect(pay(once.id)).rejects.toThrow('It may not be used again');
    const kept = await stripe.paymentMethods.create({ type: 'card', card: { token: 'tok_visa' } });
    await pay(kept.id, { setup_future_usage: 'off_session' });
    expect((await stripe.paymentMethods.retrieve(kept.id)).customer).toBe(customer);
    await expect(pay(kept.id)).resolves.toMatchObject({ status: 'succeeded' });
  });
});

test('a customer on a test clock pays at the time of that clock, and is settled there', async () => {
  const { emulator, stripe } = await givenEmulator();
  const frozen_time = Date.UTC(2027, 5, 1) / 1000;
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time });
  const customer = await stripe.customers.create({ test_clock: clock.id });
  const intent = await stripe.paymentIntents.create({
    amount: 1499,
    currency: 'usd',
    customer: customer.id,
    payment_method: 'pm_card_visa',
    confirm: true,
  });
  await emulator.settled();
  const charge = await stripe.charges.retrieve(intent.latest_charge as string, { expand: ['balance_transaction'] });
  expect([intent.created, charge.created]).toEqual([frozen_time, frozen_time]);
  expect(charge.balance_transaction).toMatchObject({ created: frozen_time, net: 1426 });
});

describe('a declined payment', () => {
  test.each([
    ['pm_card_visa_chargeDeclined', 'card_declined', 'generic_decline'],
    ['pm_card_visa_chargeDeclinedInsufficientFunds', 'card_declined', 'insufficient_funds'],
    ['pm_card_visa_chargeDeclinedLostCard', 'card_declined', 'lost_card'],
    ['pm_card_visa_chargeDeclinedStolenCard', 'card_declined', 'stolen_card'],
    ['pm_card_chargeDeclinedExpiredCard', 'expired_card', 'expired_card'],
    ['pm_card_chargeDeclinedIncorrectCvc', 'incorrect_cvc', 'incorrect_cvc'],
    ['pm_card_chargeDeclinedProcessingError', 'processing_error', 'processing_error'],
    ['pm_card_visa_chargeDeclinedVelocityLimitExceeded', 'card_declined', 'card_velocity_exceeded'],
    ['pm_card_chargeCustomerFail', 'card_declined', 'generic_decline'],
    ['pm_card_radarBlock', 'card_declined', 'fraudulent'],
    ['pm_card_threeDSecureRequiredProcessingError', 'card_declined', 'generic_decline'],
  ])('by %s is a 402 %s / %s', async (card, code, decline_code) => {
    const { pay } = await givenCustomer();
    await expect(pay(card)).rejects.toMatchObject({ statusCode: 402, type: 'StripeCardError', code, decline_code });
  });

  test('leaves the charge, the reason and the way to try again', async () => {
    const { stripe, pay, events } = await givenCustomer();
    const error = await pay('pm_card_visa_chargeDeclinedInsufficientFunds').catch(
      (thrown: Stripe.errors.StripeCardError) => thrown,
    );
    const { payment_intent } = error as Stripe.errors.StripeCardError;
    expect(payment_intent).toMatchObject({ status: 'requires_payment_method', payment_method: null });
    const intent = await stripe.paymentIntents.retrieve(payment_intent?.id ?? '', { expand: ['latest_charge'] });
    expect(intent.last_payment_error).toMatchObject({
      type: 'card_error',
      code: 'card_declined',
      decline_code: 'insufficient_funds',
      message: 'Your card has insufficient funds.',
      payment_method: { object: 'payment_method', card: { last4: '9995' } },
    });
    expect(intent.latest_charge).toMatchObject({
      status: 'failed',
      paid: false,
      captured: false,
      balance_transaction: null,
      failure_code: 'card_declined',
      outcome: { type: 'issuer_declined', network_status: 'declined_by_network', reason: 'insufficient_funds' },
    });
    expect(await events()).toEqual([
      'customer.created',
      'payment_intent.created',
      'charge.failed',
      'payment_intent.payment_failed',
    ]);
    const paid = await stripe.paymentIntents.confirm(intent.id, { payment_method: 'pm_card_visa' });
    expect(paid).toMatchObject({ status: 'succeeded', last_payment_error: null });
    expect((await stripe.charges.list({ payment_intent: intent.id })).data).toHaveLength(2);
  });
});

describe('money that is held', () => {
  test('is taken in part, and the rest is let go', async () => {
    const { stripe, pay, events } = await givenCustomer();
    const held = await pay('pm_card_visa', { capture_method: 'manual' });
    expect(held).toMatchObject({ status: 'requires_capture', amount_capturable: 1499, amount_received: 0 });
    await expect(stripe.paymentIntents.capture(held.id, { amount_to_capture: 1500 })).rejects.toMatchObject({
      statusCode: 400,
    });
    const taken = await stripe.paymentIntents.capture(held.id, { amount_to_capture: 1000, expand: ['latest_charge'] });
    expect(taken).toMatchObject({
      status: 'succeeded',
      amount_received: 1000,
      latest_charge: { amount_captured: 1000, amount_refunded: 499, captured: true },
    });
    expect((await events()).slice(-2)).toEqual(['charge.captured', 'payment_intent.succeeded']);
    expect(await stripe.balance.retrieve()).toMatchObject({ pending: [{ amount: 1000 - 59, currency: 'usd' }] });
  });

  test('is released by cancelling', async () => {
    const { stripe, pay } = await givenCustomer();
    const held = await pay('pm_card_visa', { capture_method: 'manual' });
    const canceled = await stripe.paymentIntents.cancel(held.id, { cancellation_reason: 'abandoned' });
    expect(canceled).toMatchObject({ status: 'canceled', cancellation_reason: 'abandoned', amount_capturable: 0 });
    expect((await stripe.balanceTransactions.list()).data).toEqual([]);
  });
});

test('a browser with the intent’s secret may look and confirm, one without may not', async () => {
  const { emulator, stripe, customer } = await givenCustomer();
  const intent = await stripe.paymentIntents.create({ amount: 500, currency: 'usd', customer });
  const ask = (query: string) =>
    fetch(`${emulator.url}/v1/payment_intents/${intent.id}${query}`, {
      headers: { authorization: `Bearer ${emulator.publishableKey}` },
    });
  expect((await ask(`?client_secret=${intent.client_secret}`)).status).toBe(200);
  expect((await ask('?client_secret=wrong')).status).toBe(404);
  expect((await ask('')).status).toBe(404);
});

test('a charge can be described later, and is captured by its intent alone', async () => {
  const { stripe, customer, pay } = await givenCustomer();
  const held = await pay('pm_card_visa', { capture_method: 'manual' });
  const charge = held.latest_charge as string;
  const told = { description: 'Assessment', metadata: { order: '7' }, fraud_details: { user_report: 'safe' as const } };
  expect(await stripe.charges.update(charge, told)).toMatchObject(told);
  await expect(stripe.charges.capture(charge)).rejects.toThrow('You must capture the PaymentIntent instead');
  await stripe.paymentIntents.capture(held.id);
  expect((await stripe.paymentIntents.list({ customer })).data).toMatchObject([{ id: held.id, status: 'succeeded' }]);
  const [booked] = (await stripe.balanceTransactions.list({ source: charge })).data;
  expect(await stripe.balanceTransactions.retrieve(booked?.id ?? '')).toMatchObject({ fee: 73, source: charge });
});

test('payments and charges are found by what is searched for', async () => {
  const { stripe, customer, pay } = await givenCustomer();
  const paid = await pay('pm_card_mastercard');
  await stripe.paymentIntents.create({ amount: 500, currency: 'usd', customer });
  const intents = await stripe.paymentIntents.search({ query: `customer:'${customer}' AND status:'succeeded'` });
  expect(intents.data.map(({ id }) => id)).toEqual([paid.id]);
  const charges = await stripe.charges.search({ query: "payment_method_details.card.last4:'4444' AND amount>1000" });
  expect(charges.data.map(({ payment_intent }) => payment_intent)).toEqual([paid.id]);
});
