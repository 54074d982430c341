import type Stripe from 'stripe';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { givenPrice, givenShop } from '../testing/given-shop.ts';
import type { Shop } from '../testing/given-shop.ts';

let shop: Shop;

beforeAll(async () => {
  shop = await givenShop();
});

afterAll(() => shop?.close());

const card = { cardNumber: '4242424242424242', cardExpiry: '12/34', cardCvc: '123' };
const person = { billingName: 'Ada', billingCountry: 'US', billingPostalCode: '94107' };

function givenSession(params: Stripe.Checkout.SessionCreateParams): Promise<Stripe.Checkout.Session> {
  return shop.stripe.checkout.sessions.create({ success_url: `${shop.url}/success`, ...params });
}

async function pay(session: Stripe.Checkout.Session, form: Record<string, string>): Promise<string | null> {
  const answer = await fetch(session.url ?? '', {
    method: 'POST',
    body: new URLSearchParams(form),
    redirect: 'manual',
  });
  return answer.headers.get('location');
}

async function pageOf(session: Stripe.Checkout.Session): Promise<string> {
  return (await fetch(session.url ?? '')).text();
}

test('a single purchase is paid without becoming a subscription', async () => {
  const session = await givenSession({
    mode: 'payment',
    line_items: [
      { price_data: { currency: 'usd', unit_amount: 499, product_data: { name: 'Single Assessment' } }, quantity: 2 },
    ],
  });
  const page = await pageOf(session);
  expect(page).toContain('2 × $4.99');
  expect(page).toContain('You pay $9.98 today.');
  expect(await pay(session, { email: 'ada@example.com', ...person, ...card })).toBe(`${shop.url}/success`);
  const paid = await shop.stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent'] });
  expect(paid).toMatchObject({ status: 'complete', payment_intent: { amount: 998, status: 'succeeded' } });
});

test('a card is saved without being charged', async () => {
  const customer = await shop.stripe.customers.create({ email: 'ada@example.com' });
  const session = await givenSession({ mode: 'setup', currency: 'usd', customer: customer.id });
  const page = await pageOf(session);
  expect(page).toContain('Save card');
  expect(page).not.toContain('Total due today');
  expect(await pay(session, { ...person, ...card })).toBe(`${shop.url}/success`);
  const { data } = await shop.stripe.paymentMethods.list({ customer: customer.id });
  expect(data.map((method) => method.card?.last4)).toEqual(['4242']);
});

test('a saved card is offered again only where its owner agreed, and pays without being typed', async () => {
  const { stripe } = shop;
  const price = await givenPrice(stripe, { name: 'Lightweight', amount: 1499 });
  const customer = await stripe.customers.create({ email: 'ada@example.com' });
  const agreed = await stripe.paymentMethods.attach('pm_card_mastercard', { customer: customer.id });
  await stripe.paymentMethods.update(agreed.id, { allow_redisplay: 'always' });
  await stripe.paymentMethods.attach('pm_card_amex', { customer: customer.id });
  const session = await givenSession({
    mode: 'subscription',
    customer: customer.id,
    line_items: [{ price: price.id, quantity: 1 }],
  });
  const page = await pageOf(session);
  expect(page).toContain('Mastercard ending in 4444');
  expect(page).not.toContain('American Express');
  expect(await pay(session, { paymentMethod: agreed.id })).toBe(`${shop.url}/success`);
  const [subscription] = (await stripe.subscriptions.list({ customer: customer.id })).data;
  expect(subscription).toMatchObject({ status: 'active', default_payment_method: agreed.id });
});

test('an address that the merchant knows is not asked again', async () => {
  const price = await givenPrice(shop.stripe, { name: 'Lightweight', amount: 1499 });
  const session = await givenSession({
    mode: 'subscription',
    customer_email: 'grace@example.com',
    line_items: [{ price: price.id, quantity: 1 }],
  });
  const page = await pageOf(session);
  expect(page).toContain('grace@example.com');
  expect(page).not.toContain('name="email"');
  expect(await pay(session, { ...person, ...card })).toBe(`${shop.url}/success`);
  const complete = await shop.stripe.checkout.sessions.retrieve(session.id);
  expect(complete.customer_details?.email).toBe('grace@example.com');
});

test("a merchant's own questions and terms are asked before money moves", async () => {
  const price = await givenPrice(shop.stripe, { name: 'Lightweight', amount: 1499 });
  const session = await givenSession({
    mode: 'subscription',
    customer_email: 'grace@example.com',
    line_items: [{ price: price.id, quantity: 1 }],
    consent_collection: { terms_of_service: 'required' },
    custom_fields: [
      { key: 'team', label: { type: 'custom', custom: '<i>Team</i>' }, type: 'text', text: { minimum_length: 2 } },
      {
        key: 'size',
        label: { type: 'custom', custom: 'Size' },
        type: 'dropdown',
        optional: true,
        dropdown: { options: [{ label: 'Small', value: 'small' }] },
      },
    ],
  });
  expect(await pay(session, { ...person, ...card, 'customField-team': 'x', 'customField-size': 'huge' })).toContain(
    `/c/pay/${session.id}`,
  );
  const page = await pageOf(session);
  expect(page).toContain('&lt;i&gt;Team&lt;/i&gt; must have at least 2 characters.');
  expect(page).toContain('Choose one of the options.');
  expect(page).toContain('Please agree to the terms to go on.');
  const answers = { 'customField-team': 'Ring', 'customField-size': 'small', termsOfServiceConsentCheckbox: 'true' };
  expect(await pay(session, { ...person, ...card, ...answers })).toBe(`${shop.url}/success`);
  const complete = await shop.stripe.checkout.sessions.retrieve(session.id);
  expect(complete).toMatchObject({
    status: 'complete',
    consent: { terms_of_service: 'accepted' },
    custom_fields: [{ text: { value: 'Ring' } }, { dropdown: { value: 'small' } }],
  });
});
