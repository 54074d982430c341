import { CheckoutConfirmation } from '@purser/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import mmarkov from '../../../../catalogs/mmarkov.ts';
import { givenShop, type Shop } from '../testing/given-shop.ts';
import { payCheckout } from '../testing/pay-checkout.ts';

/** Stripe tells nothing here: all that is known comes from looking. */
let shop: Shop;
beforeAll(async () => {
  shop = await givenShop({ catalog: mmarkov, deliver: false });
});
afterAll(() => shop.close());

async function openPage(userId: string): Promise<{ url: string; sessionId: string }> {
  const answer = await shop
    .as(userId)
    .post('/api/payments/create-checkout-session', { tier: 'middleweight', billing_period: 'annual' });
  const url = answer.json<{ checkout_url: string }>().checkout_url;
  const row = await shop.billing.db
    .selectFrom('checkout_sessions')
    .select('session_id')
    .where('user_id', '=', userId)
    .executeTakeFirstOrThrow();
  return { url, sessionId: row.session_id ?? '' };
}

const confirm = (userId: string, session_id: string) =>
  shop.as(userId).post('/api/payments/checkout/confirm', { session_id });

test('the success page comes before any webhook, and everything is there', async () => {
  const { url, sessionId } = await openPage('ada');
  expect((await confirm('ada', sessionId)).json()).toMatchObject({ state: 'open', paid: null });
  const { redirectedTo } = await payCheckout(url);
  expect(redirectedTo).toBe(`http://app.test/subscription/success?session_id=${sessionId}`);

  const confirmation = CheckoutConfirmation.parse((await confirm('ada', sessionId)).json());
  expect(confirmation).toMatchObject({
    state: 'confirmed',
    tier: 'middleweight',
    billing_period: 'annual',
    next_charge_at: '2027-03-01T12:00:00.000Z',
    trial_end: null,
  });
  expect(confirmation.paid?.amount).toBeGreaterThanOrEqual(69_900);
  expect(confirmation.invoice_url).toContain('http');
  expect((await shop.as('ada').get('/api/payments/account')).json()).toMatchObject({
    tier: 'middleweight',
    subscription: { status: 'active', card: { brand: 'visa', last4: '4242' } },
    has_customer: true,
  });
});

test('another’s session, one that does not exist and nonsense are answered alike', async () => {
  const { sessionId } = await openPage('owner');
  const answers = [];
  for (const id of [sessionId, 'cs_test_doesNotExist', '../v1/customers', 'cs_test_x?expand[]=customer'])
    answers.push(await confirm('eve', id));
  const bodies = answers.map((answer) => {
    const { request_id: _own, ...problem } = answer.json<Record<string, unknown>>();
    return problem;
  });
  expect(bodies[0]).toMatchObject({ status: 404, code: 'unknown_checkout_session' });
  for (const body of bodies) expect(body).toEqual(bodies[0]);
  // Guessing does not even reach Stripe.
  expect(shop.emulator.requests().filter(({ path }) => path.includes('doesNotExist'))).toEqual([]);
});

test('a session of our Stripe account that this installation did not open is nobody’s', async () => {
  const price = await shop.billing.stripe.prices.list({ lookup_keys: ['lightweight_monthly'] });
  const foreign = await shop.billing.stripe.checkout.sessions.create({
    mode: 'subscription',
    line_items: [{ price: price.data[0]?.id ?? '', quantity: 1 }],
    success_url: 'http://elsewhere.test/',
    metadata: { user_id: 'ada', request_id: 'ck_guessed' },
  });
  expect((await confirm('ada', foreign.id)).json()).toMatchObject({ code: 'unknown_checkout_session' });
});

test('a session whose id was lost in a crash is found by the success page', async () => {
  const { url, sessionId } = await openPage('crashed');
  await payCheckout(url);
  await shop.billing.db
    .updateTable('checkout_sessions')
    .set({ session_id: null, status: 'creating' })
    .where('user_id', '=', 'crashed')
    .execute();
  expect((await confirm('crashed', sessionId)).json()).toMatchObject({ state: 'confirmed', tier: 'middleweight' });
});

test('a page that expired says so, and nothing was paid', async () => {
  const { sessionId } = await openPage('late');
  await shop.advance({ hours: 25 });
  expect((await confirm('late', sessionId)).json()).toMatchObject({
    state: 'expired',
    paid: null,
    next_charge_at: null,
  });
});
