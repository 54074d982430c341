import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { ask, givenEmulator } from '../../testing/given-emulator.ts';
import { completeAuthentication } from './authentication.ts';
import type { AuthenticationOutcome } from './authentication.ts';

const form = { 'content-type': 'application/x-www-form-urlencoded' };

async function givenCustomer() {
  const { emulator, stripe } = await givenEmulator();
  const customer = (await stripe.customers.create({ email: 'ada@example.com' })).id;
  const pay = (payment_method: string, more: Partial<Stripe.PaymentIntentCreateParams> = {}) =>
    stripe.paymentIntents.create({ amount: 1499, currency: 'usd', customer, payment_method, confirm: true, ...more });
  const authenticate = (intent: string, outcome: AuthenticationOutcome) =>
    emulator.transact((tx) => completeAuthentication(tx, { intent, outcome }));
  const events = async () => (await stripe.events.list({ limit: 100 })).data.map(({ type }) => type).reverse();
  return { emulator, stripe, customer, pay, authenticate, events };
}

describe('3-D Secure', () => {
  test('is asked for on a page, and paid after it', async () => {
    const { emulator, stripe, pay, authenticate } = await givenCustomer();
    const waiting = await pay('pm_card_threeDSecure2Required', { return_url: 'https://example.com/back' });
    expect(waiting).toMatchObject({
      status: 'requires_action',
      next_action: {
        type: 'redirect_to_url',
        redirect_to_url: { return_url: 'https://example.com/back', url: `${emulator.url}/3ds/${waiting.id}` },
      },
    });
    await authenticate(waiting.id, 'authenticated');
    const paid = await stripe.paymentIntents.retrieve(waiting.id, { expand: ['latest_charge'] });
    expect(paid).toMatchObject({
      status: 'succeeded',
      next_action: null,
      latest_charge: { payment_method_details: { card: { three_d_secure: { result: 'authenticated' } } } },
    });
  });

  test.each(['failed', 'canceled'] as const)('that %s asks for another card', async (outcome) => {
    const { stripe, pay, authenticate, events } = await givenCustomer();
    const waiting = await pay('pm_card_authenticationRequired');
    expect(waiting.next_action?.type).toBe('use_stripe_sdk');
    await authenticate(waiting.id, outcome);
    expect(await stripe.paymentIntents.retrieve(waiting.id)).toMatchObject({
      status: 'requires_payment_method',
      last_payment_error: { code: 'payment_intent_authentication_failure' },
      latest_charge: null,
    });
    expect((await events()).slice(-2)).toEqual(['payment_intent.requires_action', 'payment_intent.payment_failed']);
    await expect(authenticate(waiting.id, 'authenticated')).rejects.toThrow('does not wait for authentication');
  });

  test('with manual confirmation leaves every attempt to the server', async () => {
    const { emulator, stripe, pay, authenticate, events } = await givenCustomer();
    const waiting = await pay('pm_card_authenticationRequired', { confirmation_method: 'manual' });
    await authenticate(waiting.id, 'authenticated');
    const proved = await stripe.paymentIntents.retrieve(waiting.id);
    expect(proved).toMatchObject({
      status: 'requires_confirmation',
      next_action: null,
      latest_charge: null,
      payment_method: waiting.payment_method,
    });
    expect((await events()).at(-1)).toBe('payment_intent.requires_action');

    const browser = await ask(emulator, 'POST', `/v1/payment_intents/${waiting.id}/confirm`, {
      body: `client_secret=${waiting.client_secret}`,
      headers: { ...form, authorization: 'Bearer pk_test_anything_long' },
    });
    expect(browser.error.message).toContain('cannot be confirmed using your publishable key');

    const paid = await stripe.paymentIntents.confirm(waiting.id, { expand: ['latest_charge'] });
    expect(paid).toMatchObject({
      status: 'succeeded',
      latest_charge: { payment_method_details: { card: { three_d_secure: { result: 'authenticated' } } } },
    });
  });

  test('with manual confirmation counts for the card that it was made with', async () => {
    const { stripe, pay, authenticate } = await givenCustomer();
    const { id } = await pay('pm_card_authenticationRequired', { confirmation_method: 'manual' });
    await authenticate(id, 'authenticated');
    const other = await stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_threeDSecure2Required' });
    expect(other.status).toBe('requires_action');
    await authenticate(id, 'failed');
    expect(await stripe.paymentIntents.retrieve(id)).toMatchObject({ status: 'requires_payment_method' });
  });

  test('and then a decline: 4000008400001629', async () => {
    const { stripe, pay, authenticate } = await givenCustomer();
    const waiting = await pay('pm_card_threeDSecureRequiredChargeDeclined');
    await authenticate(waiting.id, 'authenticated');
    expect(await stripe.paymentIntents.retrieve(waiting.id)).toMatchObject({
      status: 'requires_payment_method',
      last_payment_error: { code: 'card_declined', decline_code: 'generic_decline' },
    });
  });

  test('is wanted off session unless the card was set up: 4000002500003155', async () => {
    const { stripe, customer, pay, authenticate } = await givenCustomer();
    const card = await stripe.paymentMethods.attach('pm_card_authenticationRequiredOnSetup', { customer });
    await expect(pay(card.id, { off_session: true })).rejects.toMatchObject({
      statusCode: 402,
      code: 'authentication_required',
      decline_code: 'authentication_required',
    });
    const setup = await stripe.setupIntents.create({ customer, payment_method: card.id, confirm: true });
    expect(setup.status).toBe('requires_action');
    await authenticate(setup.id, 'authenticated');
    await expect(pay(card.id, { off_session: true })).resolves.toMatchObject({ status: 'succeeded' });
    await expect(pay(card.id)).resolves.toMatchObject({ status: 'requires_action' });
  });

  test('is wanted every time by 4000002760003184, also after it was set up', async () => {
    const { stripe, customer, pay, authenticate } = await givenCustomer();
    const card = await stripe.paymentMethods.attach('pm_card_authenticationRequired', { customer });
    const setup = await stripe.setupIntents.create({ customer, payment_method: card.id, confirm: true });
    await authenticate(setup.id, 'authenticated');
    await expect(pay(card.id, { off_session: true })).rejects.toMatchObject({ code: 'authentication_required' });
  });

  test('counts as done by 4000003800000446 off session', async () => {
    const { stripe, customer, pay } = await givenCustomer();
    const card = await stripe.paymentMethods.attach('pm_card_authenticationRequiredSetupForOffSession', { customer });
    await expect(pay(card.id, { off_session: true })).resolves.toMatchObject({ status: 'succeeded' });
    await expect(pay(card.id)).resolves.toMatchObject({ status: 'requires_action' });
  });

  test('is a decline when the integration cannot show it', async () => {
    const { pay } = await givenCustomer();
    await expect(pay('pm_card_threeDSecure2Required', { error_on_requires_action: true })).rejects.toMatchObject({
      code: 'authentication_required',
    });
  });

  test('is shown for an optional card only when asked for', async () => {
    const { pay } = await givenCustomer();
    await expect(pay('pm_card_threeDSecureOptional')).resolves.toMatchObject({ status: 'succeeded' });
    const options = { payment_method_options: { card: { request_three_d_secure: 'any' as const } } };
    await expect(pay('pm_card_threeDSecureOptional', options)).resolves.toMatchObject({ status: 'requires_action' });
  });
});
