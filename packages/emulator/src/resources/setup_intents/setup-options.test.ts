import { expect, test } from 'vitest';
import { givenEmulator } from '../../testing/given-emulator.ts';

const mandate_data = { customer_acceptance: { type: 'offline' as const } };

test('a set-up for one payment leaves a mandate of that sum', async () => {
  const { stripe } = await givenEmulator();
  const customer = await stripe.customers.create();
  const { id } = await stripe.setupIntents.create({
    customer: customer.id,
    single_use: { amount: 4500, currency: 'usd' },
    usage: 'on_session',
  });
  const saved = await stripe.setupIntents.confirm(id, { payment_method: 'pm_usBankAccount_success', mandate_data });
  expect(saved).toMatchObject({ mandate: null, status: 'succeeded', usage: 'on_session' });
  expect(await stripe.mandates.retrieve(saved.single_use_mandate as string)).toMatchObject({
    single_use: { amount: 4500, currency: 'usd' },
    status: 'active',
    type: 'single_use',
  });
});

test('a card that is saved with a mandate has one, and none without', async () => {
  const { stripe } = await givenEmulator();
  const card = { payment_method: 'pm_card_visa', confirm: true };
  expect((await stripe.setupIntents.create(card)).mandate).toBeNull();
  const online = { ip_address: '203.0.113.7', user_agent: 'Firefox' };
  const agreed = await stripe.setupIntents.create({
    ...card,
    mandate_data: { customer_acceptance: { type: 'online', online, accepted_at: 1_767_225_000 } },
  });
  expect(await stripe.mandates.retrieve(agreed.mandate as string)).toMatchObject({
    customer_acceptance: { accepted_at: 1_767_225_000, online, type: 'online' },
    payment_method_details: { type: 'card' },
    type: 'multi_use',
  });
});

test('how a card is set up can be changed, as far as the emulator acts on it', async () => {
  const { stripe } = await givenEmulator();
  const { id } = await stripe.setupIntents.create({ flow_directions: ['inbound'] });
  const changed = await stripe.setupIntents.update(id, {
    allowed_payment_method_types: ['card'],
    payment_method_options: { card: { request_three_d_secure: 'any' } },
  });
  expect(changed).toMatchObject({
    allowed_payment_method_types: ['card'],
    flow_directions: ['inbound'],
    payment_method_options: { card: { request_three_d_secure: 'any' } },
  });
  const waiting = await stripe.setupIntents.confirm(id, { payment_method: 'pm_card_threeDSecureOptional' });
  expect(waiting.status).toBe('requires_action');
  await expect(
    stripe.setupIntents.confirm(id, { payment_method_options: { card: { moto: true } } }),
  ).rejects.toMatchObject({ param: 'payment_method_options[card][moto]' });
  await expect(stripe.setupIntents.create({ attach_to_self: true })).rejects.toMatchObject({ param: 'attach_to_self' });
  const canceled = await stripe.setupIntents.cancel(id, { cancellation_reason: 'duplicate' });
  expect(canceled).toMatchObject({ status: 'canceled', cancellation_reason: 'duplicate' });
});
