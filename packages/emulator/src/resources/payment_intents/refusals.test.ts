import type Stripe from 'stripe';
import { expect, test } from 'vitest';
import { givenEmulator } from '../../testing/given-emulator.ts';

async function givenCardOf(stripe: Stripe): Promise<{ customer: string; card: string }> {
  const { id: customer } = await stripe.customers.create({});
  const { id: card } = await stripe.paymentMethods.attach('pm_card_visa', { customer });
  return { customer, card };
}

test('a card is used with the customer whom it belongs to, and Stripe says which of the two is wrong', async () => {
  const { stripe } = await givenEmulator();
  const { customer, card } = await givenCardOf(stripe);
  const other = await stripe.customers.create({});
  const nobodys = await stripe.paymentIntents.create({ amount: 500, currency: 'usd' });
  await expect(stripe.paymentIntents.confirm(nobodys.id, { payment_method: card })).rejects.toMatchObject({
    code: 'parameter_missing',
    param: 'source',
    message: `The \`payment_method\` parameter supplied ${card} belongs to the Customer ${customer}. Please include the Customer in the \`customer\` parameter on the PaymentIntent.`,
  });
  const others = await stripe.paymentIntents.create({ amount: 500, currency: 'usd', customer: other.id });
  await expect(stripe.paymentIntents.confirm(others.id, { payment_method: card })).rejects.toMatchObject({
    code: undefined,
    param: 'payment_method',
    message: `The PaymentMethod ${card} does not belong to the Customer you supplied ${other.id}. Please use this PaymentMethod with the Customer that it belongs to instead.`,
  });
  await expect(stripe.paymentIntents.confirm(others.id)).rejects.toThrow(
    `To confirm the PaymentIntent with ${other.id}, specify a payment method attached to this customer`,
  );
  await expect(stripe.setupIntents.create({ payment_method: card })).rejects.toMatchObject({
    param: 'payment_method',
    message: `The payment method supplied (${card}) belongs to the Customer ${customer}. Please include the Customer in the \`customer\` parameter on the SetupIntent.`,
  });
});

test('of what is held, a part between 1 and all of it can be taken, once', async () => {
  const { stripe } = await givenEmulator();
  const { id } = await stripe.paymentIntents.create({
    amount: 2000,
    currency: 'usd',
    confirm: true,
    capture_method: 'manual',
    payment_method: 'pm_card_visa',
  });
  const take = (amount: number) => stripe.paymentIntents.capture(id, { amount_to_capture: amount });
  await expect(take(-1)).rejects.toMatchObject({ code: undefined, param: 'amount_to_capture' });
  await expect(take(0)).rejects.toMatchObject({ code: 'parameter_invalid_integer', param: 'amount' });
  await expect(take(2001)).rejects.toMatchObject({ code: 'amount_too_large', param: undefined });
  expect(await take(1500)).toMatchObject({ status: 'succeeded', amount_received: 1500 });
  await expect(take(500)).rejects.toThrow('the remainder of the authorized amount has been released');
  await expect(stripe.paymentIntents.cancel(id)).rejects.toMatchObject({
    code: 'payment_intent_unexpected_state',
    payment_intent: { id, status: 'succeeded' },
  });
});

test('a setup that is done or given up says so, but first that it has no card', async () => {
  const { stripe } = await givenEmulator();
  const bare = await stripe.setupIntents.create({});
  await stripe.setupIntents.cancel(bare.id);
  await expect(stripe.setupIntents.confirm(bare.id)).rejects.toThrow("it's missing a payment method");
  await expect(stripe.setupIntents.confirm(bare.id, { payment_method: 'pm_card_visa' })).rejects.toThrow(
    'it has been canceled',
  );
  await expect(stripe.setupIntents.cancel(bare.id)).rejects.toThrow('it is already canceled');
  const { id } = await stripe.setupIntents.create({ confirm: true, payment_method: 'pm_card_visa' });
  await expect(stripe.setupIntents.confirm(id)).rejects.toThrow('it has already succeeded');
  await expect(stripe.setupIntents.cancel(id)).rejects.toThrow(
    'may be canceled: `requires_payment_method`, `requires_confirmation`, or `requires_action`.',
  );
});

test('a payment method is made first and attached afterwards', async () => {
  const { stripe } = await givenEmulator();
  const { customer, card } = await givenCardOf(stripe);
  const create = (params: Partial<Stripe.PaymentMethodCreateParams>) =>
    stripe.paymentMethods.create({ type: 'card', card: { token: 'tok_visa' }, ...params });
  await expect(create({ customer })).rejects.toThrow('Please instead create the PaymentMethod and then attach it');
  await expect(create({ card: { token: card } })).rejects.toMatchObject({
    param: 'token',
    message: `Invalid token id: ${card}`,
  });
  await expect(stripe.paymentMethods.attach(card, {} as { customer: string })).rejects.toMatchObject({
    code: 'parameter_missing',
    message: 'Must provide customer or customer_account.',
  });
});
