import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Stripe from 'stripe';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { givenDebits } from '../../testing/given-debits.ts';
import { givenShop } from '../testing/given-shop.ts';
import type { Shop } from '../testing/given-shop.ts';

let shop: Shop;
let dataDir: string;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'bank-debit-'));
  shop = await givenShop({ dataDir });
  await givenDebits(shop.stripe);
});

afterAll(async () => {
  await shop?.close();
  await rm(dataDir, { recursive: true, force: true });
});

const person = { email: 'ada@example.com', billingName: 'Ada Lovelace' };
const sepa = { ...person, billingCountry: 'DE', 'payment-method-accordion-item-title': 'sepa_debit' };
const bank = {
  ...person,
  'payment-method-accordion-item-title': 'us_bank_account',
  routingNumber: '110000000',
  accountType: 'savings',
  accountHolderType: 'company',
  // Sent by a form that hides them.
  billingCountry: 'US',
  billingPostalCode: '',
};

function givenSession(currency: string, params: Partial<Stripe.Checkout.SessionCreateParams> = {}) {
  const price_data = { currency, unit_amount: 2000, product_data: { name: 'Gloves' } };
  return shop.stripe.checkout.sessions.create({
    mode: 'payment',
    line_items: [{ price_data, quantity: 1 }],
    success_url: `${shop.url}/success`,
    ...params,
  });
}

async function pay({ id, url }: Stripe.Checkout.Session, form: Record<string, string>) {
  const address = url ?? `${shop.emulator.url}/c/pay/${id}`;
  const answer = await fetch(address, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' });
  return answer.headers.get('location');
}

const pageOf = async ({ url }: Stripe.Checkout.Session): Promise<string> => (await fetch(url ?? '')).text();

test('an account in the United States pays a session, which the bank answers days later', async () => {
  const session = await givenSession('usd');
  expect(await pay(session, { ...bank, accountNumber: '000222222227' })).toBe(`${shop.url}/success`);
  const done = await shop.stripe.checkout.sessions.retrieve(session.id, {
    expand: ['payment_intent.latest_charge', 'payment_intent.payment_method'],
  });
  expect(done).toMatchObject({ status: 'complete', payment_status: 'unpaid', customer_details: { address: null } });
  expect(done.payment_intent).toMatchObject({
    status: 'processing',
    payment_method: {
      billing_details: { name: 'Ada Lovelace', address: { country: null } },
      us_bank_account: {
        account_holder_type: 'company',
        account_type: 'savings',
        financial_connections_account: expect.stringMatching(/^fca_/) as string,
        last4: '2227',
      },
    },
  });
  await shop.emulator.advance({ seconds: 5 });
  const [event] = (await shop.stripe.events.list({ type: 'checkout.session.async_payment_failed' })).data;
  expect(event?.data.object).toMatchObject({ id: session.id, payment_status: 'unpaid' });
});

test('a mandate to debit again stays when a session saves an account', async () => {
  const customer = await shop.stripe.customers.create({ email: 'ada@example.com' });
  const session = await givenSession('eur', {
    mode: 'setup',
    line_items: undefined as never,
    currency: 'eur',
    customer: customer.id,
    allowed_payment_method_types: ['sepa_debit'],
  });
  const page = await pageOf(session);
  expect(page).toContain('Save bank account');
  expect(page).not.toContain('name="cardNumber"');
  expect(page).not.toContain('payment-method-accordion-item-title');
  expect(await pay(session, { ...sepa, email: '', iban: 'DE89 3704 0044 0532 0130 00' })).toBe(`${shop.url}/success`);
  const done = await shop.stripe.checkout.sessions.retrieve(session.id, { expand: ['setup_intent.mandate'] });
  expect(done.setup_intent).toMatchObject({ status: 'succeeded', mandate: { status: 'active', type: 'multi_use' } });
  const [method] = (await shop.stripe.customers.listPaymentMethods(customer.id)).data;
  expect(method).toMatchObject({
    billing_details: { email: 'ada@example.com', name: 'Ada Lovelace', address: { country: 'DE' } },
    sepa_debit: { country: 'DE', last4: '3000' },
  });
});

test('what is wrong with an account is said at its fields, and the way to pay stays chosen', async () => {
  const session = await givenSession('eur');
  await pay(session, { ...sepa, billingName: '', iban: 'DE89370400440532013001' });
  const page = await pageOf(session);
  expect(page).toMatch(/id="iban-error">Your IBAN is invalid\./);
  expect(page).toContain('Full name is required.');
  expect(page).toMatch(/value="sepa_debit" checked/);
  expect(page).not.toContain('DE89370400440532013001');
});

test('a way to pay that is not offered cannot be chosen', async () => {
  const session = await givenSession('usd');
  expect(await pay(session, { ...sepa, iban: 'DE89370400440532013000' })).toBe(`/c/pay/${session.id}`);
  expect(await pageOf(session)).toContain('Your card number is incomplete.');
});

test('a typed account number is neither on disk nor in the log', async () => {
  const [dollars, euros] = [await givenSession('usd'), await givenSession('eur')];
  await pay(dollars, { ...bank, billingName: '', accountNumber: '000123456789' });
  await pay(dollars, { ...bank, accountNumber: '000123456789' });
  await pay(euros, { ...sepa, billingName: '', iban: 'DE89370400440532013000' });
  await pay(euros, { ...sepa, iban: 'DE89370400440532013000' });
  const kept = await Promise.all((await readdir(dataDir)).map((name) => readFile(join(dataDir, name), 'utf8')));
  const log = JSON.stringify(shop.emulator.requests());
  expect([...kept, log].filter((text) => /000123456789|DE89370400440532013000/.test(text))).toEqual([]);
  expect(kept.some((text) => text.includes('"last4":"6789"'))).toBe(true);
});
