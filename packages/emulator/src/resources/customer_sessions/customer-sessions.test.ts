import type Stripe from 'stripe';
import { expect, test } from 'vitest';
import { seconds } from '../../billing-cycle/given-billing.ts';
import type { Emulator } from '../../create-emulator.ts';
import { ask, givenEmulator } from '../../testing/given-emulator.ts';

const headers = (emulator: Emulator) => ({
  authorization: `Bearer ${emulator.publishableKey}`,
  'content-type': 'application/x-www-form-urlencoded',
});

/** Asks as an element's frame does. */
async function elementsSession(emulator: Emulator, params: Record<string, string>) {
  const query = new URLSearchParams({ 'deferred_intent[mode]': 'payment', ...params });
  return ask(emulator, 'GET', `/v1/elements/sessions?${query}`, { headers: headers(emulator) });
}

async function givenCustomerWithCards(stripe: Stripe) {
  const customer = await stripe.customers.create({ name: 'Ada Lovelace' });
  const hidden = await stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id });
  const shown = await stripe.paymentMethods.attach('pm_card_mastercard', { customer: customer.id });
  await stripe.paymentMethods.update(shown.id, { allow_redisplay: 'always' });
  return { customer, hidden, shown };
}

test('a customer session says what each component may do, and lets a browser act for half an hour', async () => {
  const { emulator, stripe } = await givenEmulator();
  const { customer, shown } = await givenCustomerWithCards(stripe);
  const session = await stripe.customerSessions.create({
    customer: customer.id,
    components: { payment_element: { enabled: true, features: { payment_method_redisplay: 'enabled' } } },
  });
  expect(session).toMatchObject({
    object: 'customer_session',
    customer: customer.id,
    expires_at: seconds('2026-01-01T00:30:00Z'),
    components: {
      customer_sheet: { enabled: false, features: null },
      payment_element: {
        enabled: true,
        features: {
          payment_method_allow_redisplay_filters: ['always'],
          payment_method_redisplay: 'enabled',
          payment_method_redisplay_limit: 3,
          payment_method_remove: 'disabled',
          payment_method_save: 'disabled',
          payment_method_save_usage: null,
        },
      },
      pricing_table: { enabled: false },
    },
  });

  const named = { customer_session_client_secret: session.client_secret };
  const elements = await elementsSession(emulator, named);
  expect(elements.body).toMatchObject({
    object: 'elements_session',
    customer: { payment_methods: [{ id: shown.id }] },
    setup_future_usage: null,
  });
  expect((elements.body['customer'] as { payment_methods: object[] }).payment_methods).toHaveLength(1);

  await emulator.advance({ seconds: 30 * 60 });
  expect((await elementsSession(emulator, named)).error.param).toBe('customer_session_client_secret');
});

test('a customer takes away their own card, if their session lets them', async () => {
  const { emulator, stripe } = await givenEmulator();
  const { customer, shown } = await givenCustomerWithCards(stripe);
  const other = await givenCustomerWithCards(stripe);
  const detach = async (card: string, payment_method_remove: 'enabled' | 'disabled') => {
    const session = await stripe.customerSessions.create({
      customer: customer.id,
      components: { payment_element: { enabled: true, features: { payment_method_remove } } },
    });
    const body = `customer_session_client_secret=${session.client_secret}`;
    return ask(emulator, 'POST', `/v1/elements/payment_methods/${card}/detach`, { body, headers: headers(emulator) });
  };
  expect((await detach(shown.id, 'disabled')).status).toBe(400);
  expect((await detach(other.shown.id, 'enabled')).status).toBe(404);
  expect((await detach(shown.id, 'enabled')).body).toMatchObject({ id: shown.id, customer: null });
});

test('elements learn of an intent by its secret alone, and of none that is settled', async () => {
  const { emulator, stripe } = await givenEmulator();
  const saving = await stripe.setupIntents.create();
  const known = await elementsSession(emulator, { client_secret: saving.client_secret ?? '' });
  expect(known.body).toMatchObject({
    business_name: 'Purser sandbox',
    customer: null,
    setup_future_usage: 'off_session',
  });
  const wrong = await elementsSession(emulator, { client_secret: `${saving.id}_secret_wrong` });
  expect(wrong.error).toMatchObject({ code: 'resource_missing', param: 'client_secret' });
  await stripe.setupIntents.cancel(saving.id);
  const settled = await elementsSession(emulator, { client_secret: saving.client_secret ?? '' });
  expect(settled.error.code).toBe('setup_intent_unexpected_state');
});

test('a customer session needs a customer, something to enable, and a limit that Stripe keeps', async () => {
  const { stripe } = await givenEmulator();
  const { id: customer } = await stripe.customers.create();
  const create = (params: Stripe.CustomerSessionCreateParams) => stripe.customerSessions.create(params);
  const enabled = { pricing_table: { enabled: true } };
  await expect(create({ components: enabled })).rejects.toMatchObject({ param: 'customer' });
  await expect(create({ customer: 'cus_none', components: enabled })).rejects.toMatchObject({
    code: 'resource_missing',
  });
  await expect(create({ customer, components: { pricing_table: { enabled: false } } })).rejects.toMatchObject({
    param: 'components',
  });
  const features = { payment_method_redisplay_limit: 11 };
  await expect(
    create({ customer, components: { payment_element: { enabled: true, features } } }),
  ).rejects.toMatchObject({
    param: 'components[payment_element][features][payment_method_redisplay_limit]',
  });
});
