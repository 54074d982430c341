import type Stripe from 'stripe';
import { expect, test } from 'vitest';
import { ask, givenEmulator } from '../../testing/given-emulator.ts';

async function givenOpenSession(stripe: Stripe): Promise<Stripe.Checkout.Session> {
  const product_data = { name: 'Gloves' };
  return stripe.checkout.sessions.create({
    mode: 'payment',
    line_items: [{ price_data: { currency: 'usd', unit_amount: 1500, product_data }, quantity: 2 }],
    success_url: 'https://example.com/',
    customer_email: 'ada@example.com',
  });
}

test('a payment page shows its session, and paying it completes the session', async () => {
  const { emulator, stripe } = await givenEmulator();
  const { id } = await givenOpenSession(stripe);
  const page = await ask(emulator, 'GET', `/v1/payment_pages/${id}`);
  expect(page.body).toMatchObject({ id, object: 'checkout.session', status: 'open', amount_total: 3000 });
  const body = 'payment_method=pm_card_visa&expected_amount=3000';
  const paid = await ask(emulator, 'POST', `/v1/payment_pages/${id}/confirm`, { body });
  expect(paid.body).toMatchObject({ id, status: 'complete', payment_status: 'paid' });
});

test('a declined card leaves the session open, and its failed charge', async () => {
  const { emulator, stripe } = await givenEmulator();
  const { id } = await givenOpenSession(stripe);
  const body = 'payment_method=pm_card_visa_chargeDeclined';
  const { status, error } = await ask(emulator, 'POST', `/v1/payment_pages/${id}/confirm`, { body });
  expect([status, error.type, error.code]).toEqual([402, 'card_error', 'card_declined']);
  expect((await stripe.checkout.sessions.retrieve(id)).status).toBe('open');
  expect((await stripe.charges.list()).data).toMatchObject([{ status: 'failed', amount: 3000 }]);
});

test('a payment page refuses another amount than it shows, nothing to pay with, and a session that is none', async () => {
  const { emulator, stripe } = await givenEmulator();
  const { id } = await givenOpenSession(stripe);
  const confirm = (session: string, body: string) =>
    ask(emulator, 'POST', `/v1/payment_pages/${session}/confirm`, { body });
  const other = await confirm(id, 'payment_method=pm_card_visa&expected_amount=2999');
  expect([other.status, other.error.param]).toEqual([400, 'expected_amount']);
  expect((await confirm(id, '')).error.param).toBe('payment_method');
  expect((await confirm('cs_test_none', 'payment_method=pm_card_visa')).status).toBe(404);
});
