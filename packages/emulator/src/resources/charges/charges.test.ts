import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { ask, givenEmulator } from '../../testing/given-emulator.ts';

const day = 86_400;
const tenDollars = { amount: 1000, currency: 'usd', source: 'tok_visa' };

async function givenCharge(params: Stripe.ChargeCreateParams = {}) {
  const { emulator, stripe } = await givenEmulator();
  const charge = await stripe.charges.create({ ...tenDollars, ...params });
  const events = async () => (await stripe.events.list({ limit: 100 })).data.map(({ type }) => type).reverse();
  return { emulator, stripe, charge, events };
}

/** What the account has, in all. */
async function fundsOf(stripe: Stripe): Promise<number> {
  const { available, pending } = await stripe.balance.retrieve();
  return [...available, ...pending].reduce((sum, { amount }) => sum + amount, 0);
}

describe('a charge without a payment intent', () => {
  test('is paid and booked at once', async () => {
    const told = {
      description: 'Assessment',
      metadata: { order: '7' },
      receipt_email: 'ada@example.com',
      shipping: { name: 'Ada', address: { line1: '1 Main St', country: 'US' } },
      statement_descriptor_suffix: 'GYM',
      transfer_group: 'july',
    };
    const { stripe, charge, events } = await givenCharge(told);
    expect(charge).toMatchObject({
      ...told,
      amount_captured: 1000,
      captured: true,
      customer: null,
      paid: true,
      payment_intent: null,
      status: 'succeeded',
      source: { object: 'card', brand: 'Visa', last4: '4242', customer: null },
      payment_method_details: { type: 'card', card: { brand: 'visa' } },
      outcome: { type: 'authorized', network_status: 'approved_by_network' },
      calculated_statement_descriptor: 'TEST ACCOUNT* GYM',
    });
    expect(charge.payment_method).toBe(charge.source?.id);
    // 2.9 % of $10.00 and 30 cents.
    expect(await stripe.balanceTransactions.retrieve(charge.balance_transaction as string)).toMatchObject({
      amount: 1000,
      fee: 59,
      source: charge.id,
    });
    expect(await events()).toEqual(['charge.succeeded']);
  });

  test('takes a customer’s default card, or one that is named', async () => {
    const { stripe } = await givenEmulator();
    const { id: customer, default_source } = await stripe.customers.create({ source: 'tok_visa' });
    const charge = { amount: 1000, currency: 'usd', customer };
    expect(await stripe.charges.create(charge)).toMatchObject({
      customer,
      payment_method: default_source,
      source: { id: default_source, customer },
    });
    const { id: source } = await stripe.customers.createSource(customer, { source: 'tok_amex' });
    expect(await stripe.charges.create({ ...charge, source })).toMatchObject({ source: { id: source } });
    await expect(stripe.charges.create({ ...charge, source: 'tok_visa' })).rejects.toMatchObject({
      code: 'missing',
      message: `Customer ${customer} does not have a linked source with ID tok_visa.`,
    });
    await expect(stripe.charges.create({ ...tenDollars, source })).rejects.toThrow(`No such token: '${source}'`);
  });

  test('of a customer without an older card is a card error', async () => {
    const { stripe } = await givenEmulator();
    const { id: customer } = await stripe.customers.create();
    const charge = () => stripe.charges.create({ amount: 1000, currency: 'usd', customer });
    const missing = { statusCode: 402, rawType: 'card_error', code: 'missing', param: 'card' };
    await expect(charge()).rejects.toMatchObject({
      ...missing,
      message: expect.stringContaining("doesn't have any saved payment details"),
    });
    await stripe.paymentMethods.attach('pm_card_visa', { customer });
    await expect(charge()).rejects.toMatchObject({
      ...missing,
      message: expect.stringContaining('does have a Payment Method attached'),
    });
  });

  test('that is declined is a 402, and stays as a failed charge', async () => {
    const { stripe } = await givenEmulator();
    const declined = stripe.charges.create({ ...tenDollars, source: 'tok_visa_chargeDeclinedInsufficientFunds' });
    const error = (await declined.catch((refusal: unknown) => refusal)) as Stripe.errors.StripeCardError;
    expect(error).toMatchObject({
      statusCode: 402,
      type: 'StripeCardError',
      code: 'card_declined',
      decline_code: 'insufficient_funds',
      message: 'Your card has insufficient funds.',
    });
    const charge = await stripe.charges.retrieve(error.charge ?? '');
    expect(charge).toMatchObject({
      status: 'failed',
      paid: false,
      captured: false,
      failure_code: 'card_declined',
      balance_transaction: null,
      outcome: { type: 'issuer_declined', reason: 'insufficient_funds' },
    });
    expect((await stripe.events.list()).data.map(({ type }) => type)).toEqual(['charge.failed']);
  });

  test('cannot ask for 3-D Secure', async () => {
    const { stripe } = await givenEmulator();
    const charge = stripe.charges.create({ ...tenDollars, source: 'tok_threeDSecure2Required' });
    await expect(charge).rejects.toMatchObject({ statusCode: 402, code: 'authentication_required' });
  });

  test('says what it lacks, and refuses what is not covered', async () => {
    const { stripe } = await givenEmulator();
    const refused = (params: Stripe.ChargeCreateParams) => stripe.charges.create(params);
    await expect(refused({})).rejects.toMatchObject({
      code: 'parameter_missing',
      message: 'Must provide source or customer.',
    });
    await expect(refused({ source: 'tok_visa', currency: 'usd' })).rejects.toMatchObject({ param: 'amount' });
    await expect(refused({ source: 'tok_visa', amount: 500 })).rejects.toMatchObject({ param: 'currency' });
    await expect(refused({ ...tenDollars, amount: 49 })).rejects.toMatchObject({ code: 'amount_too_small' });
    await expect(refused({ ...tenDollars, source: 'tok_none' })).rejects.toMatchObject({ code: 'resource_missing' });
    await expect(refused({ ...tenDollars, source: 'pm_card_visa' })).rejects.toThrow("No such token: 'pm_card_visa'");
    await expect(refused({ ...tenDollars, on_behalf_of: 'acct_1' })).rejects.toMatchObject({ param: 'on_behalf_of' });
  });

  test('can be given a customer later, but not another', async () => {
    const { stripe, charge } = await givenCharge();
    const [ada, bob] = [await stripe.customers.create(), await stripe.customers.create()];
    expect(await stripe.charges.update(charge.id, { customer: ada.id })).toMatchObject({ customer: ada.id });
    await expect(stripe.charges.update(charge.id, { customer: bob.id })).rejects.toMatchObject({ param: 'customer' });
  });

  test('is disputed and given back like any other', async () => {
    const { emulator, stripe, charge } = await givenCharge({ source: 'tok_createDispute' });
    await emulator.settled();
    expect((await stripe.disputes.list({ charge: charge.id })).data).toMatchObject([
      { amount: 1000, payment_intent: null, status: 'needs_response' },
    ]);
    const other = await stripe.charges.create({ ...tenDollars, source: 'tok_pendingRefund' });
    expect(await stripe.refunds.create({ charge: other.id })).toMatchObject({
      status: 'pending',
      payment_intent: null,
    });
  });
});

describe('money held by a charge', () => {
  test('is captured in part, and the rest is let go', async () => {
    const { stripe, charge, events } = await givenCharge({ capture: false });
    expect(charge).toMatchObject({
      captured: false,
      paid: true,
      balance_transaction: null,
      payment_method_details: { card: { capture_before: charge.created + 7 * day } },
    });
    const captured = await stripe.charges.capture(charge.id, { amount: 700, receipt_email: 'ada@example.com' });
    expect(captured).toMatchObject({
      captured: true,
      amount_captured: 700,
      amount_refunded: 300,
      refunded: false,
      receipt_email: 'ada@example.com',
    });
    expect(await events()).toEqual(['charge.succeeded', 'charge.captured']);
    // 2.9 % of $7.00 and 30 cents are 50.
    expect(await fundsOf(stripe)).toBe(650);
    await expect(stripe.charges.capture(charge.id)).rejects.toMatchObject({ code: 'charge_already_captured' });
    await stripe.refunds.create({ charge: charge.id });
    expect(await stripe.charges.retrieve(charge.id)).toMatchObject({ amount_refunded: 1000, refunded: true });
    expect(await fundsOf(stripe)).toBe(-50);
  });

  test('cannot be captured beyond what it holds', async () => {
    const { stripe, charge } = await givenCharge({ capture: false });
    await expect(stripe.charges.capture(charge.id, { amount: 1001 })).rejects.toMatchObject({ param: 'amount' });
    const transfer_data = { amount: 1 };
    await expect(stripe.charges.capture(charge.id, { transfer_data })).rejects.toMatchObject({
      param: 'transfer_data',
    });
  });

  test('is let go by a refund of all of it', async () => {
    const { stripe, charge } = await givenCharge({ capture: false });
    await expect(stripe.refunds.create({ charge: charge.id, amount: 400 })).rejects.toThrow('cannot partially refund');
    expect(await stripe.refunds.create({ charge: charge.id })).toMatchObject({
      amount: 1000,
      balance_transaction: null,
      status: 'succeeded',
    });
    expect(await fundsOf(stripe)).toBe(0);
    await expect(stripe.charges.capture(charge.id)).rejects.toMatchObject({ code: 'charge_already_refunded' });
  });

  test('is let go after seven days', async () => {
    const { emulator, stripe, charge, events } = await givenCharge({ capture: false });
    await emulator.advance({ seconds: 7 * day + 1 });
    expect(await stripe.charges.retrieve(charge.id)).toMatchObject({ amount_refunded: 1000, refunded: true });
    expect(await events()).toEqual(['charge.succeeded', 'charge.expired']);
  });

  test('of a payment intent is let go when a test says so, and the intent is over', async () => {
    const { emulator, stripe } = await givenEmulator();
    const held = await stripe.paymentIntents.create({
      amount: 1000,
      currency: 'usd',
      payment_method: 'pm_card_visa',
      capture_method: 'manual',
      confirm: true,
    });
    const path = `/v1/test_helpers/charges/${held.latest_charge as string}/expire`;
    expect((await ask(emulator, 'POST', path)).body).toMatchObject({ object: 'charge', refunded: true });
    expect(await stripe.paymentIntents.retrieve(held.id)).toMatchObject({
      status: 'canceled',
      cancellation_reason: 'automatic',
      amount_capturable: 0,
    });
    expect((await ask(emulator, 'POST', path)).error.message).toContain('cannot expire');
  });
});

test('a charge’s refunds have an address of their own, which older clients ask', async () => {
  const { emulator, stripe, charge } = await givenCharge();
  const path = `/v1/charges/${charge.id}/refunds`;
  const { body: refund } = await ask(emulator, 'POST', path, { body: 'amount=300&metadata[desk]=7' });
  expect(refund).toMatchObject({ object: 'refund', amount: 300, charge: charge.id, metadata: { desk: '7' } });
  const { refunds } = await stripe.charges.retrieve(charge.id, { expand: ['refunds'] });
  expect(refunds?.url).toBe(path);
  expect((await ask(emulator, 'GET', path)).body).toMatchObject({ object: 'list', url: path, data: [refund] });
  const own = `${path}/${String(refund['id'])}`;
  expect((await ask(emulator, 'GET', own)).body).toEqual(refund);
  expect((await ask(emulator, 'POST', own, { body: 'metadata[desk]=8' })).body).toMatchObject({
    metadata: { desk: '8' },
  });
  const other = await stripe.charges.create(tenDollars);
  const elsewhere = `/v1/charges/${other.id}/refunds/${String(refund['id'])}`;
  expect((await ask(emulator, 'GET', elsewhere)).error.code).toBe('resource_missing');
});
