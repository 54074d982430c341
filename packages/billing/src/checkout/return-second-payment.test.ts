import { afterAll, beforeAll, expect, test } from 'vitest';
import mmarkov from '../../../../catalogs/mmarkov.ts';
import { createStripeClient } from '../kernel/stripe-client.ts';
import { givenShop, type Shop } from '../testing/given-shop.ts';
import { payCheckout } from '../testing/pay-checkout.ts';
import { returnSecondPayments } from './return-second-payment.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await givenShop({ catalog: mmarkov });
});
afterAll(() => shop.close());

/** Two pages of one user that are both open, as when the reservation of the first was lost with a restored backup. */
async function givenTwoOpenPages(userId: string): Promise<[string, string]> {
  const open = async (tier: string) => {
    const answer = await shop
      .as(userId)
      .post('/api/payments/create-checkout-session', { tier, billing_period: 'monthly' });
    return answer.json<{ checkout_url: string }>().checkout_url;
  };
  const first = await open('lightweight');
  const setStatus = (status: 'failed' | 'open', tier: string) =>
    shop.billing.db
      .updateTable('checkout_sessions')
      .set({ status })
      .where('user_id', '=', userId)
      .where('tier', '=', tier)
      .execute();
  await setStatus('failed', 'lightweight');
  return [first, await open('heavyweight')];
}

const refunds = async () => shop.billing.stripe.refunds.list({ limit: 100 });

test('two paid pages leave one subscription; the other’s money goes back and the customer is told', async () => {
  const [first, second] = await givenTwoOpenPages('double');
  await payCheckout(first);
  await shop.emulator.advance({ seconds: 60 });
  await payCheckout(second);
  await shop.settle();

  const { subscription } = (await shop.as('double').get('/api/payments/subscription')).json<{
    subscription: { tier: string };
  }>();
  expect(subscription.tier).toBe('lightweight');
  const customerId = (
    await shop.billing.db
      .selectFrom('customers')
      .select('customer_id')
      .where('user_id', '=', 'double')
      .executeTakeFirst()
  )?.customer_id;
  const atStripe = await shop.billing.stripe.subscriptions.list({ customer: customerId ?? '', status: 'all' });
  expect(atStripe.data.map(({ status }) => status).toSorted()).toEqual(['active', 'canceled']);

  const paid = await shop.billing.db
    .selectFrom('checkout_sessions')
    .select(['amount_total', 'returned_amount', 'return_state'])
    .where('tier', '=', 'heavyweight')
    .where('user_id', '=', 'double')
    .executeTakeFirstOrThrow();
  expect(paid.return_state).toBe('done');
  expect(paid.returned_amount).toBe(paid.amount_total);
  expect((await refunds()).data.map(({ amount, reason }) => [amount, reason])).toEqual([
    [paid.amount_total, 'duplicate'],
  ]);

  const mails = await shop.billing.db.selectFrom('outgoing_mail').select(['kind', 'key']).execute();
  expect(mails.filter(({ kind }) => kind === 'second_payment_returned')).toHaveLength(1);
});

test('the success page of the second says that its money is returned', async () => {
  const session = await shop.billing.db
    .selectFrom('checkout_sessions')
    .select('session_id')
    .where('tier', '=', 'heavyweight')
    .where('user_id', '=', 'double')
    .executeTakeFirstOrThrow();
  const answer = await shop
    .as('double')
    .post('/api/payments/checkout/confirm', { session_id: session.session_id ?? '' });
  expect(answer.json()).toMatchObject({ state: 'refunded', next_charge_at: null });
});

test('a crash while the money goes back, and two workers at once, return it once', async () => {
  const before = (await refunds()).data.length;
  const [first, second] = await givenTwoOpenPages('crashing');
  await payCheckout(first);
  await shop.emulator.advance({ seconds: 60 });
  await payCheckout(second);
  await shop.settle();
  // As if the process had died before it noted that it was done.
  await shop.billing.db
    .updateTable('checkout_sessions')
    .set({ return_state: 'due' })
    .where('user_id', '=', 'crashing')
    .where('tier', '=', 'heavyweight')
    .execute();
  await Promise.all([returnSecondPayments(shop.billing), returnSecondPayments(shop.billing)]);
  expect((await refunds()).data).toHaveLength(before + 1);
  const mails = await shop.billing.db
    .selectFrom('outgoing_mail')
    .select('key')
    .where('kind', '=', 'second_payment_returned')
    .execute();
  expect(mails).toHaveLength(2);
});

test('a return that Stripe refuses is tried again later, and holds up no other', async () => {
  const [first, second] = await givenTwoOpenPages('refused');
  await payCheckout(first);
  await shop.emulator.advance({ seconds: 60 });
  await payCheckout(second);
  const stateOf = async () =>
    shop.billing.db
      .selectFrom('checkout_sessions')
      .select(['return_state', 'return_attempts', 'return_due_at'])
      .where('user_id', '=', 'refused')
      .where('tier', '=', 'heavyweight')
      .executeTakeFirstOrThrow();
  await shop.settle();
  // Another secret key: Stripe answers 401 to everything.
  const locked = createStripeClient({
    stripe: { ...shop.billing.settings.stripe, secretKey: 'no key at all', apiBase: shop.emulator.url },
  });
  await shop.billing.db
    .updateTable('checkout_sessions')
    .set({ return_state: 'due', return_due_at: null, return_attempts: 0 })
    .where('user_id', '=', 'refused')
    .where('tier', '=', 'heavyweight')
    .execute();
  await returnSecondPayments({ ...shop.billing, stripe: locked });
  expect(await stateOf()).toMatchObject({ return_state: 'due', return_attempts: 1, return_due_at: expect.any(Date) });
  expect(await returnSecondPayments(shop.billing)).toBe(0);
  await shop.billing.db
    .updateTable('checkout_sessions')
    .set({ return_due_at: new Date(0) })
    .execute();
  await returnSecondPayments(shop.billing);
  expect(await stateOf()).toMatchObject({ return_state: 'done' });
});
