import type Stripe from 'stripe';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { givenPrice, givenShop } from '../testing/given-shop.ts';
import type { Shop } from '../testing/given-shop.ts';

let shop: Shop;

beforeAll(async () => {
  shop = await givenShop();
});

afterAll(() => shop?.close());

async function givenSession(params: Partial<Stripe.Checkout.SessionCreateParams>): Promise<Stripe.Checkout.Session> {
  const price = await givenPrice(shop.stripe, { name: 'Lightweight', amount: 1499 });
  return shop.stripe.checkout.sessions.create({
    mode: 'subscription',
    line_items: [{ price: price.id, quantity: 1 }],
    customer_email: 'ada@example.com',
    ...params,
  });
}

async function confirm(session: Stripe.Checkout.Session, form: Record<string, string>) {
  const body = new URLSearchParams(form);
  const answer = await fetch(`${shop.emulator.url}/c/pay/${session.id}/confirm`, { method: 'POST', body });
  return { status: answer.status, body: (await answer.json()) as Record<'error' | 'errors', unknown> };
}

const filled = {
  billingName: 'Ada Lovelace',
  billingCountry: 'US',
  billingPostalCode: '94107',
  cardNumber: '4242 4242 4242 4242',
  cardExpiry: '12 / 34',
  cardCvc: '987',
};

test('the form in a shop’s page is told field by field what is wrong, and pays once', async () => {
  const session = await givenSession({ ui_mode: 'form', return_url: `${shop.url}/thanks` });
  const wrong = await confirm(session, { ...filled, cardNumber: '4242 4242 4242 4241', billingPostalCode: '' });
  expect(wrong.body.error).toMatchObject({ type: 'validation_error' });
  expect(wrong.body.errors).toEqual({
    billingPostalCode: 'ZIP code is required.',
    cardNumber: 'Your card number is invalid.',
  });
  const declined = await confirm(session, { ...filled, cardNumber: '4000 0000 0000 0069' });
  expect(declined.body).toMatchObject({ error: { type: 'card_error', code: 'expired_card' }, errors: {} });
  expect((await confirm(session, filled)).body).toEqual({ error: null, errors: {} });
  const again = await confirm(session, filled);
  expect([again.status, again.body.error]).toMatchObject([400, { message: expect.stringContaining('no longer open') }]);
  expect((await shop.stripe.charges.list()).data.map(({ status }) => status)).toEqual(['succeeded', 'failed']);
});

test('a page of Stripe’s own is not paid by way of a form', async () => {
  const session = await givenSession({ success_url: `${shop.url}/thanks` });
  expect((await confirm(session, filled)).status).toBe(400);
  expect((await shop.stripe.checkout.sessions.retrieve(session.id)).status).toBe('open');
});
