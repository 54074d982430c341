import { afterAll, beforeAll, expect, test } from 'vitest';
import mmarkov from '../../../../catalogs/mmarkov.ts';
import { givenShop, type Shop } from '../testing/given-shop.ts';
import { payCheckout } from '../testing/pay-checkout.ts';
import { refreshSubscription } from './projection.ts';
import { subscription } from './table.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await givenShop({ catalog: mmarkov });
});
afterAll(() => shop.close());

/** A subscriber; gives the subscription's id. */
async function givenSubscriber(userId: string, tier = 'middleweight'): Promise<string> {
  const answer = await shop
    .as(userId)
    .post('/api/payments/create-checkout-session', { tier, billing_period: 'monthly' });
  await payCheckout(answer.json<{ checkout_url: string }>().checkout_url);
  await shop.settle();
  const row = await shop.billing.db
    .selectFrom('subscriptions')
    .select('id')
    .where('user_id', '=', userId)
    .executeTakeFirstOrThrow();
  return row.id;
}

const current = async (userId: string) =>
  (await shop.as(userId).get('/api/payments/subscription')).json<{ subscription: Record<string, unknown> | null }>()
    .subscription;
const account = async (userId: string) =>
  (await shop.as(userId).get('/api/payments/account')).json<{
    tier: string | null;
    subscription: Record<string, unknown> | null;
  }>();

test('nobody sees the subscription, card or plan of another', async () => {
  await givenSubscriber('ada');
  expect(await current('eve')).toBeNull();
  expect(await account('eve')).toMatchObject({ tier: 'strawweight', subscription: null, has_customer: false });
});

test('cancelling as the API does and as the portal does are both a cancellation', async () => {
  const id = await givenSubscriber('canceller');
  const { stripe } = shop.billing;
  await stripe.subscriptions.update(id, { cancel_at_period_end: true });
  await shop.settle();
  expect(await current('canceller')).toMatchObject({ cancel_at_period_end: true, status: 'active' });
  await stripe.subscriptions.update(id, { cancel_at_period_end: false });
  await shop.settle();
  expect(await current('canceller')).toMatchObject({ cancel_at_period_end: false });
  await stripe.subscriptions.update(id, { cancel_at: 'max_period_end' });
  await shop.settle();
  expect(await current('canceller')).toMatchObject({ cancel_at_period_end: true });
  expect((await account('canceller')).subscription?.['cancels_at']).toEqual(expect.any(String));
});

test('the tier comes from the price, never from metadata', async () => {
  const id = await givenSubscriber('forger', 'lightweight');
  await shop.billing.stripe.subscriptions.update(id, { metadata: { tier: 'heavyweight' } });
  await shop.settle();
  expect(await current('forger')).toMatchObject({ tier: 'lightweight' });
});

test('an archived price keeps its subscribers on their plan', async () => {
  const id = await givenSubscriber('loyal', 'heavyweight');
  const { stripe } = shop.billing;
  const { priceId } = (await subscription(shop.billing.db, id)) ?? { priceId: '' };
  await stripe.prices.update(priceId, { active: false });
  await shop.settle();
  await refreshSubscription(shop.billing, id);
  expect(await current('loyal')).toMatchObject({ tier: 'heavyweight' });
  await stripe.prices.update(priceId, { active: true });
});

test('subscriptions of customers that are not ours are kept out of the mirror', async () => {
  const { stripe, db } = shop.billing;
  const customer = await stripe.customers.create({ payment_method: 'pm_card_visa' });
  const card = (await stripe.paymentMethods.list({ customer: customer.id })).data[0];
  const price = (await stripe.prices.list({ lookup_keys: ['middleweight_monthly'] })).data[0];
  const foreign = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: price?.id ?? '' }],
    default_payment_method: card?.id ?? '',
    metadata: { user_id: 'ada', tier: 'middleweight' },
  });
  await shop.settle();
  expect(await subscription(db, foreign.id)).toBeUndefined();
  const states = await db
    .selectFrom('webhook_events')
    .select('state')
    .where('object_id', '=', foreign.id)
    .distinct()
    .execute();
  expect(states).toEqual([{ state: 'ignored' }]);
});

test('past due keeps access within the grace, tells why, and ends by the clock alone', async () => {
  const id = await givenSubscriber('late');
  const { stripe, db } = shop.billing;
  const { customerId } = (await subscription(db, id)) ?? { customerId: '' };
  const card = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer: customerId });
  await stripe.subscriptions.update(id, { default_payment_method: card.id });
  const end = (await subscription(db, id))?.currentPeriodEnd ?? new Date(0);
  await shop.advance({ to: new Date(end.getTime() + 2 * 3_600_000) });

  const late = await account('late');
  expect(late).toMatchObject({
    tier: 'middleweight',
    subscription: {
      status: 'past_due',
      last_payment_error: expect.stringContaining('declined'),
      open_invoice_url: expect.stringContaining('http'),
      next_payment_attempt: expect.any(String),
    },
  });
  const row = await subscription(db, id);
  expect(row?.pastDueSince?.getTime()).toBeCloseTo(end.getTime() + 3_600_000, -5);
  const until = String(late.subscription?.['access_until']);
  await shop.advance({ to: new Date(new Date(until).getTime() + 1000) });
  const after = await account('late');
  expect(after.tier).toBe('strawweight');
  const stored = await db.selectFrom('entitlements').select('tier').where('user_id', '=', 'late').executeTakeFirst();
  expect(stored).toEqual({ tier: 'strawweight' });
});
