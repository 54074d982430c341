import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ask, givenEmulator } from '../../testing/given-emulator.ts';

const number = '4000056655665556';

function typed(card: Record<string, string | number>): string {
  const fields = Object.entries(card).map(([name, value]) => [`card[${name}]`, String(value)]);
  return new URLSearchParams([['type', 'card'], ...fields]).toString();
}

test('a browser may send what was typed, and nothing keeps the number', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'emulator-'));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
  const { emulator, stripe } = await givenEmulator({ dataDir });
  const headers = { authorization: `Bearer ${emulator.publishableKey}`, 'idempotency-key': 'typed-once' };
  const body = typed({ number, exp_month: 12, exp_year: 34, cvc: '987' });
  const { status, text, body: made } = await ask(emulator, 'POST', '/v1/payment_methods', { body, headers });
  expect(status).toBe(200);
  expect(made['card']).toMatchObject({ brand: 'visa', funding: 'debit', last4: '5556', exp_month: 12, exp_year: 2034 });
  expect(text).not.toContain(number);
  expect(JSON.stringify([emulator.requests(), emulator.snapshot(), (await stripe.events.list()).data])).not.toContain(
    number,
  );
  await emulator.settled();
  for (const file of await readdir(dataDir)) {
    const written = await readFile(join(dataDir, file), 'utf8');
    expect(written).not.toContain(number);
    expect(written).not.toMatch(/(?<!\d)987(?!\d)/);
  }
});

test('what cannot be a card is refused with the field that is wrong', async () => {
  const { emulator } = await givenEmulator();
  const headers = { authorization: `Bearer ${emulator.publishableKey}` };
  const refusal = async (card: Record<string, string | number>) => {
    const body = typed({ number, exp_month: 12, exp_year: 2034, cvc: '123', ...card });
    const { status, error } = await ask(emulator, 'POST', '/v1/payment_methods', { body, headers });
    return [status, error.code, error.param];
  };
  expect(await refusal({ number: '4242424242424241' })).toEqual([402, 'incorrect_number', 'number']);
  expect(await refusal({ exp_month: 13 })).toEqual([402, 'invalid_expiry_month', 'exp_month']);
  expect(await refusal({ exp_year: 2020 })).toEqual([402, 'invalid_expiry_year', 'exp_year']);
  expect(await refusal({ cvc: '12' })).toEqual([402, 'invalid_cvc', 'cvc']);
});

test('who holds a card can be corrected once it is a customer’s', async () => {
  const { stripe } = await givenEmulator();
  const customer = await stripe.customers.create();
  const free = await stripe.paymentMethods.create({ type: 'card', card: { token: 'tok_visa' } });
  await expect(stripe.paymentMethods.update(free.id, { metadata: { a: 'b' } })).rejects.toMatchObject({
    code: 'payment_method_unexpected_state',
  });
  await stripe.paymentMethods.attach(free.id, { customer: customer.id });
  const change = { billing_details: { name: 'Ada' }, card: { exp_month: 3, exp_year: 2031 } };
  expect(await stripe.paymentMethods.update(free.id, change)).toMatchObject(change);
  const [event] = (await stripe.events.list({ type: 'payment_method.updated' })).data;
  expect(event?.data.previous_attributes).toMatchObject({ billing_details: { name: null }, card: { exp_year: 2027 } });
});

test('methods other than cards and bank debits are refused in plain words', async () => {
  const { stripe } = await givenEmulator();
  await expect(stripe.paymentMethods.create({ type: 'alipay' })).rejects.toMatchObject({ param: 'type' });
});

test('the account has one default configuration of payment methods: cards', async () => {
  const { stripe } = await givenEmulator();
  const { data } = await stripe.paymentMethodConfigurations.list();
  expect(data).toMatchObject([{ is_default: true, card: { available: true, display_preference: { value: 'on' } } }]);
  const intent = await stripe.paymentIntents.create({ amount: 500, currency: 'usd' });
  expect(intent.payment_method_configuration_details).toEqual({ id: data[0]?.id, parent: null });
  const changed = await stripe.paymentMethodConfigurations.update(data[0]?.id ?? '', {
    link: { display_preference: { preference: 'on' } },
  });
  expect(changed.link).toMatchObject({ available: false, display_preference: { preference: 'on', value: 'off' } });
});

test('further configurations can be made', async () => {
  const { stripe } = await givenEmulator();
  const { id } = await stripe.paymentMethodConfigurations.create({ name: 'Wallets off' });
  expect(await stripe.paymentMethodConfigurations.retrieve(id)).toMatchObject({
    is_default: false,
    name: 'Wallets off',
  });
});

test('payment methods are listed for a customer, and found under theirs alone', async () => {
  const { stripe } = await givenEmulator();
  const { id: customer } = await stripe.customers.create({});
  const { id } = await stripe.paymentMethods.create({ type: 'card', card: { token: 'tok_visa' } });
  await expect(stripe.customers.retrievePaymentMethod(customer, id)).rejects.toMatchObject({
    code: undefined,
    message: 'Invalid request',
    param: 'customer',
    statusCode: 404,
  });
  await stripe.paymentMethods.attach(id, { customer });
  expect((await stripe.customers.retrievePaymentMethod(customer, id)).id).toBe(id);
  expect((await stripe.paymentMethods.list({ customer })).data).toHaveLength(1);
  expect((await stripe.paymentMethods.list()).data).toEqual([]);
});
