import { expect, test } from 'vitest';
import { ask, givenEmulator } from '../../testing/given-emulator.ts';

async function givenCompleted(mode: 'payment' | 'subscription', method: string) {
  const { emulator, stripe } = await givenEmulator();
  const recurring = mode === 'subscription' ? { recurring: { interval: 'month' as const } } : {};
  const gym = { currency: 'eur', unit_amount: 1900, product_data: { name: 'Gym' } };
  const price = await stripe.prices.create({ ...gym, ...recurring });
  const session = await stripe.checkout.sessions.create({
    mode,
    line_items: [{ price: price.id, quantity: 1 }],
    success_url: 'https://example.com/',
    customer_email: 'ada@example.com',
  });
  const body = `payment_method=${method}`;
  await ask(emulator, 'POST', `/v1/payment_pages/${session.id}/confirm`, { body });
  const seen = await stripe.checkout.sessions.retrieve(session.id, { expand: ['subscription'] });
  const asyncEvents = async () =>
    (await stripe.events.list({ limit: 100 })).data
      .map((event) => event.type)
      .filter((type) => type.startsWith('checkout.session.async_'));
  return { emulator, stripe, session: seen, asyncEvents };
}

test('a session paid by bank debit completes unpaid, and is paid when the bank answers', async () => {
  const { emulator, stripe, session, asyncEvents } = await givenCompleted('payment', 'pm_sepaDebit_success_de');
  expect(session).toMatchObject({ status: 'complete', payment_status: 'unpaid' });
  await emulator.advance({ seconds: 5 });
  expect((await stripe.checkout.sessions.retrieve(session.id)).payment_status).toBe('paid');
  expect(await asyncEvents()).toEqual(['checkout.session.async_payment_succeeded']);
});

test('a session whose debit comes back stays unpaid', async () => {
  const { emulator, stripe, session, asyncEvents } = await givenCompleted('payment', 'pm_sepaDebit_failed_de');
  await emulator.advance({ seconds: 5 });
  expect((await stripe.checkout.sessions.retrieve(session.id)).payment_status).toBe('unpaid');
  expect(await asyncEvents()).toEqual(['checkout.session.async_payment_failed']);
});

test('a subscription bought by bank debit runs at once', async () => {
  const { emulator, stripe, session, asyncEvents } = await givenCompleted('subscription', 'pm_sepaDebit_success_de');
  expect(session).toMatchObject({ payment_status: 'unpaid', subscription: { status: 'active' } });
  const invoice = session.invoice as string;
  expect((await stripe.invoices.retrieve(invoice)).status).toBe('open');
  await emulator.advance({ seconds: 5 });
  expect((await stripe.invoices.retrieve(invoice)).status).toBe('paid');
  expect(await asyncEvents()).toEqual(['checkout.session.async_payment_succeeded']);
});
