import { expect, test } from 'vitest';
import { ask, givenEmulator } from '../../testing/given-emulator.ts';

const card = {
  'payment_method_data[type]': 'card',
  'payment_method_data[card][number]': '4242 4242 4242 4242',
  'payment_method_data[card][exp_month]': '12',
  'payment_method_data[card][exp_year]': '34',
  'payment_method_data[card][cvc]': '123',
};

async function givenBrowser() {
  const { emulator, stripe } = await givenEmulator();
  const confirm = (path: string, params: Record<string, string>) =>
    ask(emulator, 'POST', `/v1/${path}/confirm`, {
      headers: { authorization: `Bearer ${emulator.publishableKey}` },
      body: new URLSearchParams(params).toString(),
    });
  return { emulator, stripe, confirm };
}

test('a browser with the intent’s secret pays with what a person typed', async () => {
  const { stripe, confirm } = await givenBrowser();
  const { id, client_secret } = await stripe.paymentIntents.create({ amount: 2500, currency: 'usd' });
  const secret = { client_secret: client_secret ?? '' };

  expect((await confirm(`payment_intents/${id}`, card)).status).toBe(404);
  expect((await confirm(`payment_intents/${id}`, { ...card, client_secret: 'wrong' })).status).toBe(404);
  const mistyped = { ...card, ...secret, 'payment_method_data[card][number]': '4242424242424241' };
  expect((await confirm(`payment_intents/${id}`, mistyped)).error).toMatchObject({ code: 'incorrect_number' });

  const paid = await confirm(`payment_intents/${id}`, { ...card, ...secret });
  expect(paid.body).toMatchObject({ id, status: 'succeeded', amount_received: 2500 });
});

test('a browser with the intent’s secret saves what a person typed, and is told how to reach the bank', async () => {
  const { stripe, confirm } = await givenBrowser();
  const customer = await stripe.customers.create();
  const { id, client_secret } = await stripe.setupIntents.create({ customer: customer.id });
  const waiting = await confirm(`setup_intents/${id}`, {
    ...card,
    client_secret: client_secret ?? '',
    'payment_method_data[card][number]': '4000002760003184',
    'payment_method_data[billing_details][name]': 'Ada',
    return_url: 'https://shop.example/saved',
    use_stripe_sdk: 'true',
  });
  expect(waiting.body).toMatchObject({ status: 'requires_action', next_action: { type: 'use_stripe_sdk' } });
  const again = await confirm(`setup_intents/${id}`, { ...card, client_secret: client_secret ?? '' });
  expect(again.body).toMatchObject({ status: 'succeeded' });
  const saved = await stripe.customers.listPaymentMethods(customer.id);
  expect(saved.data).toMatchObject([{ type: 'card', card: { last4: '4242', checks: { cvc_check: 'pass' } } }]);
});

test('a server makes the payment method with the payment, of a token', async () => {
  const { emulator, stripe } = await givenBrowser();
  const data = {
    type: 'card',
    card: { token: 'tok_mastercard' },
    billing_details: { name: 'Ada' },
    metadata: { seat: '4' },
    allow_redisplay: 'always' as const,
  };
  const made = {
    allow_redisplay: 'always',
    billing_details: { name: 'Ada' },
    card: { brand: 'mastercard' },
    metadata: { seat: '4' },
  };
  const price = { amount: 2500, currency: 'usd' };
  const expand = ['payment_method'];
  const begun = await stripe.paymentIntents.create({ ...price, payment_method_data: data, expand });
  expect(begun).toMatchObject({ status: 'requires_confirmation', payment_method: made });
  const bare = await stripe.paymentIntents.create(price);
  const changed = await stripe.paymentIntents.update(bare.id, { payment_method_data: data, expand });
  expect(changed).toMatchObject({ status: 'requires_confirmation', payment_method: made });
  const setUp = await stripe.setupIntents.create({ payment_method_data: data, confirm: true, expand });
  expect(setUp).toMatchObject({ status: 'succeeded', payment_method: made });
  const another = await stripe.setupIntents.create();
  expect(await stripe.setupIntents.update(another.id, { payment_method_data: data })).toMatchObject({
    status: 'requires_confirmation',
  });

  await expect(
    stripe.paymentIntents.create({ ...price, payment_method: 'pm_card_visa', payment_method_data: data }),
  ).rejects.toMatchObject({ param: 'payment_method' });
  const typed = new URLSearchParams({ amount: '2500', currency: 'usd', ...card }).toString();
  const refused = await ask(emulator, 'POST', '/v1/payment_intents', { body: typed });
  expect([refused.status, refused.error.message]).toEqual([402, expect.stringContaining('generally unsafe')]);
});
