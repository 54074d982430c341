import { expect, test } from 'vitest';
import { seconds } from '../../billing-cycle/given-billing.ts';
import { ask, givenEmulator } from '../../testing/given-emulator.ts';

test('a confirmation token previews the card, confirms one payment with it, and brings where to ship and return', async () => {
  const { stripe } = await givenEmulator();
  const token = await stripe.testHelpers.confirmationTokens.create({
    payment_method: 'pm_card_visa',
    return_url: 'https://shop.example/thanks',
    setup_future_usage: 'off_session',
    shipping: { name: 'Ada', address: { line1: '12 Mill Lane', city: 'Hull' } },
  });
  expect(token).toMatchObject({
    object: 'confirmation_token',
    expires_at: seconds('2026-01-01T12:00:00Z'),
    payment_intent: null,
    payment_method_preview: { type: 'card', customer: null, card: { brand: 'visa', last4: '4242' } },
  });
  const customer = await stripe.customers.create();
  const intent = await stripe.paymentIntents.create({ amount: 2500, currency: 'usd', customer: customer.id });

  const paid = await stripe.paymentIntents.confirm(intent.id, { confirmation_token: token.id });

  expect(paid).toMatchObject({
    status: 'succeeded',
    amount_received: 2500,
    setup_future_usage: 'off_session',
    shipping: { name: 'Ada', address: { line1: '12 Mill Lane', city: 'Hull', country: null } },
  });
  const saved = await stripe.customers.listPaymentMethods(customer.id);
  expect(saved.data.map(({ id }) => id)).toEqual([paid.payment_method]);
  expect(await stripe.confirmationTokens.retrieve(token.id)).toEqual({ ...token, payment_intent: intent.id });
  await expect(
    stripe.paymentIntents.create({ amount: 100, currency: 'usd', confirm: true, confirmation_token: token.id }),
  ).rejects.toMatchObject({ param: 'confirmation_token' });
});

test('a token of a card that is declined is used up by the intent it was tried on', async () => {
  const { stripe } = await givenEmulator();
  const token = await stripe.testHelpers.confirmationTokens.create({ payment_method: 'pm_card_chargeDeclined' });
  await expect(
    stripe.paymentIntents.create({ amount: 2500, currency: 'usd', confirm: true, confirmation_token: token.id }),
  ).rejects.toMatchObject({ code: 'card_declined', statusCode: 402 });
  const [intent] = (await stripe.paymentIntents.list()).data;
  expect((await stripe.confirmationTokens.retrieve(token.id)).payment_intent).toBe(intent?.id);
});

test('a token saves a card through a setup intent, and returns to its own address after the bank', async () => {
  const { stripe } = await givenEmulator();
  const card = { payment_method: 'pm_card_visa' };
  const first = await stripe.testHelpers.confirmationTokens.create(card);
  const created = await stripe.setupIntents.create({ confirm: true, confirmation_token: first.id });
  expect(created.status).toBe('succeeded');
  expect((await stripe.confirmationTokens.retrieve(first.id)).setup_intent).toBe(created.id);

  const second = await stripe.testHelpers.confirmationTokens.create({
    payment_method: 'pm_card_threeDSecure2Required',
    return_url: 'https://shop.example/saved',
  });
  const { id } = await stripe.setupIntents.create();
  const waiting = await stripe.setupIntents.confirm(id, { confirmation_token: second.id });
  expect(waiting.next_action?.redirect_to_url?.return_url).toBe('https://shop.example/saved');
});

test('a token that is twelve hours old, unknown, or for no confirmation is refused', async () => {
  const { emulator, stripe } = await givenEmulator();
  const token = await stripe.testHelpers.confirmationTokens.create({ payment_method: 'pm_card_visa' });
  const intent = await stripe.paymentIntents.create({ amount: 2500, currency: 'usd' });
  const refusal = { param: 'confirmation_token', statusCode: 400 };
  await expect(
    stripe.paymentIntents.create({ amount: 100, currency: 'usd', confirmation_token: token.id }),
  ).rejects.toMatchObject(refusal);
  await expect(stripe.paymentIntents.confirm(intent.id, { confirmation_token: 'ctoken_none' })).rejects.toMatchObject({
    ...refusal,
    code: 'resource_missing',
  });

  await emulator.advance({ to: new Date('2026-01-01T12:00:00Z') });

  await expect(stripe.paymentIntents.confirm(intent.id, { confirmation_token: token.id })).rejects.toMatchObject(
    refusal,
  );
  expect((await stripe.paymentIntents.retrieve(intent.id)).status).toBe('requires_payment_method');
});

test('a token made in a browser keeps no number, and confirms what the shop then creates', async () => {
  const { emulator, stripe } = await givenEmulator();
  const made = await ask(emulator, 'POST', '/v1/confirmation_tokens', {
    headers: { authorization: `Bearer ${emulator.publishableKey}` },
    body: new URLSearchParams({
      'payment_method_data[type]': 'card',
      'payment_method_data[card][number]': '5555555555554444',
      'payment_method_data[card][exp_month]': '12',
      'payment_method_data[card][exp_year]': '2034',
      'payment_method_data[card][cvc]': '123',
      'payment_method_data[billing_details][name]': 'Ada',
      return_url: 'https://shop.example/thanks',
    }).toString(),
  });
  expect(made.body).toMatchObject({
    object: 'confirmation_token',
    payment_method_preview: { billing_details: { name: 'Ada' }, card: { brand: 'mastercard', last4: '4444' } },
  });
  expect(JSON.stringify([made.text, emulator.snapshot()])).not.toContain('5555555555554444');
  const { id } = made.body as { id: string };
  const paid = await stripe.paymentIntents.create({
    amount: 2500,
    currency: 'usd',
    confirm: true,
    confirmation_token: id,
    expand: ['payment_method'],
  });
  expect(paid).toMatchObject({ status: 'succeeded', payment_method: { billing_details: { name: 'Ada' } } });
});

test('a payment method that a confirmation names goes before the one of its token', async () => {
  const { stripe } = await givenEmulator();
  const token = await stripe.testHelpers.confirmationTokens.create({ payment_method: 'pm_card_visa' });
  const paid = await stripe.paymentIntents.create({
    amount: 2500,
    currency: 'usd',
    confirm: true,
    confirmation_token: token.id,
    payment_method: 'pm_card_mastercard',
    expand: ['payment_method'],
  });
  expect(paid.payment_method).toMatchObject({ card: { brand: 'mastercard' } });
});

test('a token that says how a card shall be used, or of nothing to pay with, is refused', async () => {
  const { stripe } = await givenEmulator();
  await expect(stripe.testHelpers.confirmationTokens.create({})).rejects.toMatchObject({ param: 'payment_method' });
  const plan = { count: 3, interval: 'month', type: 'fixed_count' } as const;
  await expect(
    stripe.testHelpers.confirmationTokens.create({
      payment_method: 'pm_card_visa',
      payment_method_options: { card: { installments: { plan } } },
    }),
  ).rejects.toMatchObject({ param: 'payment_method_options' });
});
