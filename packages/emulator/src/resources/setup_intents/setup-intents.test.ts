import { expect, test } from 'vitest';
import { givenEmulator } from '../../testing/given-emulator.ts';
import { completeAuthentication } from '../payment_intents/authentication.ts';

async function givenCustomer() {
  const { emulator, stripe } = await givenEmulator();
  const customer = (await stripe.customers.create()).id;
  const save = (payment_method: string) =>
    stripe.setupIntents.create({ customer, payment_method, confirm: true, expand: ['latest_attempt'] });
  return { emulator, stripe, customer, save };
}

test('a card is saved without being charged', async () => {
  const { stripe, customer, save } = await givenCustomer();
  const setup = await save('pm_card_visa');
  expect(setup).toMatchObject({ status: 'succeeded', usage: 'off_session', latest_attempt: { status: 'succeeded' } });
  expect((await stripe.customers.listPaymentMethods(customer)).data.map(({ id }) => id)).toEqual([
    setup.payment_method,
  ]);
  const events = (await stripe.events.list({ limit: 3 })).data.map(({ type }) => type).reverse();
  expect(events).toEqual(['setup_intent.created', 'setup_intent.succeeded', 'payment_method.attached']);
});

test('a card that declines is not saved, and says why', async () => {
  const { stripe, save } = await givenCustomer();
  await expect(save('pm_card_visa_chargeDeclinedInsufficientFunds')).rejects.toMatchObject({
    statusCode: 402,
    code: 'card_declined',
    decline_code: 'insufficient_funds',
  });
  const [setup] = (await stripe.setupIntents.list()).data;
  expect(setup).toMatchObject({
    status: 'requires_payment_method',
    last_setup_error: { decline_code: 'insufficient_funds' },
  });
  expect((await stripe.setupAttempts.list({ setup_intent: setup?.id ?? '' })).data).toMatchObject([
    { status: 'failed' },
  ]);
});

test('a bank that wants 3-D Secure decides on its page', async () => {
  const { emulator, stripe, customer, save } = await givenCustomer();
  const failed = await save('pm_card_authenticationRequiredOnSetup');
  expect(failed.status).toBe('requires_action');
  await emulator.transact((tx) => completeAuthentication(tx, { intent: failed.id, outcome: 'failed' }));
  expect(await stripe.setupIntents.retrieve(failed.id)).toMatchObject({
    status: 'requires_payment_method',
    last_setup_error: { code: 'setup_intent_authentication_failure' },
  });
  const passed = await save('pm_card_authenticationRequiredOnSetup');
  await emulator.transact((tx) => completeAuthentication(tx, { intent: passed.id, outcome: 'authenticated' }));
  expect((await stripe.setupIntents.retrieve(passed.id)).status).toBe('succeeded');
  expect((await stripe.customers.listPaymentMethods(customer)).data).toHaveLength(1);
});

test('4000000000000341 is saved, and declined when it is to pay', async () => {
  const { stripe, customer, save } = await givenCustomer();
  const setup = await save('pm_card_chargeCustomerFail');
  expect(setup.status).toBe('succeeded');
  await expect(
    stripe.paymentIntents.create({
      amount: 500,
      currency: 'usd',
      customer,
      payment_method: setup.payment_method as string,
      confirm: true,
      off_session: true,
    }),
  ).rejects.toMatchObject({ decline_code: 'generic_decline' });
});

test('a setup can be given up, once', async () => {
  const { stripe, customer } = await givenCustomer();
  const setup = await stripe.setupIntents.create({ customer });
  expect((await stripe.setupIntents.cancel(setup.id, { cancellation_reason: 'abandoned' })).status).toBe('canceled');
  await expect(stripe.setupIntents.cancel(setup.id)).rejects.toMatchObject({ code: 'setup_intent_unexpected_state' });
  await expect(stripe.setupIntents.confirm(setup.id, { payment_method: 'pm_card_visa' })).rejects.toMatchObject({
    code: 'setup_intent_unexpected_state',
  });
});

test('a setup can be begun, changed and then confirmed', async () => {
  const { stripe, customer } = await givenCustomer();
  const begun = await stripe.setupIntents.create({ usage: 'on_session' });
  expect(begun.status).toBe('requires_payment_method');
  const changed = await stripe.setupIntents.update(begun.id, { customer, payment_method: 'pm_card_visa' });
  expect(changed).toMatchObject({ customer, status: 'requires_confirmation' });
  expect((await stripe.setupIntents.confirm(begun.id)).status).toBe('succeeded');
  await expect(stripe.setupIntents.update(begun.id, { payment_method: 'pm_card_visa' })).rejects.toMatchObject({
    code: 'setup_intent_unexpected_state',
  });
});
