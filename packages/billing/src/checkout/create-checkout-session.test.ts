import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import mmarkov from '../../../../catalogs/mmarkov.ts';
import talents from '../../../../catalogs/talents.ts';
import { priceIdFor } from '../catalog/index.ts';
import { ensureCustomer } from '../customers/index.ts';
import { transact } from '../kernel/transact.ts';
import { givenShop, type Shop } from '../testing/given-shop.ts';
import { payCheckout } from '../testing/pay-checkout.ts';
import { planCheckout } from './plan-checkout.ts';
import { reserveSession, unfinishedSession } from './table.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await givenShop({ catalog: mmarkov });
});
afterAll(() => shop.close());

const choose = (userId: string, tier = 'middleweight', billing_period = 'annual') =>
  shop.as(userId).post('/api/payments/create-checkout-session', { tier, billing_period });

async function checkoutUrl(...choice: Parameters<typeof choose>): Promise<string> {
  const answer = await choose(...choice);
  expect(answer.statusCode).toBe(200);
  return answer.json<{ checkout_url: string }>().checkout_url;
}

async function sessionsAtStripe(userId: string) {
  const all = await shop.billing.stripe.checkout.sessions.list({ limit: 100 }).autoPagingToArray({ limit: 1000 });
  return all.filter(({ metadata }) => metadata?.['user_id'] === userId);
}

describe('one session that may be paid', () => {
  test('the same choice again gives back the open page', async () => {
    expect(await checkoutUrl('same')).toBe(await checkoutUrl('same'));
    expect(await sessionsAtStripe('same')).toHaveLength(1);
  });

  test('racing requests open one page', async () => {
    const urls = await Promise.all(Array.from({ length: 6 }, () => checkoutUrl('racer')));
    expect(new Set(urls).size).toBe(1);
    expect(await sessionsAtStripe('racer')).toHaveLength(1);
  });

  test('another choice expires the first page', async () => {
    await checkoutUrl('changer', 'lightweight', 'monthly');
    await checkoutUrl('changer', 'heavyweight', 'annual');
    const sessions = await sessionsAtStripe('changer');
    expect(sessions.map(({ status, metadata }) => [metadata?.['tier'], status]).toSorted()).toEqual([
      ['heavyweight', 'open'],
      ['lightweight', 'expired'],
    ]);
  });

  test('a page that expired by time is followed by a new one', async () => {
    const first = await checkoutUrl('sleeper');
    await shop.advance({ hours: 25 });
    expect(await checkoutUrl('sleeper')).not.toBe(first);
  });

  test('a crash after the reservation, before or after Stripe’s answer, ends in the same session', async () => {
    const { billing } = shop;
    const user = { id: 'crashed', email: null, name: null, locale: null, accountType: 'individual' };
    const { customerId } = await ensureCustomer(billing, user);
    const choice = { tier: 'middleweight', billingPeriod: 'annual' } as const;
    const priceId = await priceIdFor(billing, choice);
    const params = planCheckout(mmarkov, {
      choice,
      priceId,
      customerId,
      userId: 'crashed',
      requestId: 'ck_crashed',
      subscriptions: [],
      frontendUrl: billing.settings.frontendUrl,
    });
    await transact(billing, (tx) =>
      reserveSession(tx.db, {
        requestId: 'ck_crashed',
        userId: 'crashed',
        ...choice,
        priceId,
        params,
        createdAt: tx.now,
      }),
    );
    const url = await checkoutUrl('crashed');
    // The answer is lost as well: what Stripe made is found again by its key.
    await billing.db
      .updateTable('checkout_sessions')
      .set({ session_id: null, status: 'creating' })
      .where('request_id', '=', 'ck_crashed')
      .execute();
    expect(await checkoutUrl('crashed')).toBe(url);
    expect(await sessionsAtStripe('crashed')).toHaveLength(1);
  });
});

describe('refusals', () => {
  test.each([
    ['strawweight', 'monthly', 400, 'tier_is_free'],
    ['flyweight', 'monthly', 400, 'unknown_tier'],
    ['middleweight', 'weekly', 400, 'invalid_request'],
  ])('%s %s is refused', async (tier, period, status, code) => {
    const answer = await choose('refused', tier, period);
    expect(answer.statusCode).toBe(status);
    expect(answer.json()).toMatchObject({ code });
  });

  test('a price that was archived at Stripe between the page and the click', async () => {
    const { stripe } = shop.billing;
    const priceId = await priceIdFor(shop.billing, { tier: 'lightweight', billingPeriod: 'annual' });
    await stripe.prices.update(priceId, { active: false });
    const answer = await choose('late', 'lightweight', 'annual');
    expect(answer.statusCode).toBe(409);
    expect(answer.json()).toMatchObject({ code: 'price_not_available' });
    await stripe.prices.update(priceId, { active: true });
    await shop.settle();
    await checkoutUrl('late', 'lightweight', 'annual');
  });
});

describe('subscribed', () => {
  test('whoever paid has the plan, and is refused a second one with what to do instead', async () => {
    await payCheckout(await checkoutUrl('ada'));
    await shop.settle();
    const { subscription } = (await shop.as('ada').get('/api/payments/subscription')).json<{
      subscription: Record<string, unknown>;
    }>();
    expect(subscription).toMatchObject({ status: 'active', tier: 'middleweight', cancel_at_period_end: false });
    expect(subscription['current_period_end']).toBeTypeOf('number');
    for (const tier of ['middleweight', 'heavyweight']) {
      const answer = await choose('ada', tier);
      expect(answer.statusCode).toBe(409);
      expect(answer.json()).toMatchObject({ code: 'already_subscribed', detail: expect.stringContaining('portal') });
    }
  });

  test('a payment that we were not told of yet refuses a second checkout all the same', async () => {
    await payCheckout(await checkoutUrl('untold'));
    // The mirror is emptied: what counts is what Stripe says now.
    await shop.billing.db.deleteFrom('subscriptions').where('user_id', '=', 'untold').execute();
    await shop.billing.db
      .updateTable('checkout_sessions')
      .set({ status: 'open', subscription_id: null })
      .where('user_id', '=', 'untold')
      .execute();
    expect((await choose('untold')).json()).toMatchObject({ code: 'already_subscribed' });
  });

  test('after it is over the user may subscribe again', async () => {
    await payCheckout(await checkoutUrl('returner'));
    await shop.settle();
    const { id } = (await shop.as('returner').get('/api/payments/subscription')).json<{
      subscription: { id: string };
    }>().subscription;
    await shop.billing.stripe.subscriptions.cancel(id);
    await shop.settle();
    expect((await shop.as('returner').get('/api/payments/subscription')).json()).toEqual({ subscription: null });
    await checkoutUrl('returner');
  });

  test('a customer who was deleted at Stripe without our knowledge gets a new one', async () => {
    await checkoutUrl('deleted');
    const row = await shop.billing.db
      .selectFrom('customers')
      .select('customer_id')
      .where('user_id', '=', 'deleted')
      .executeTakeFirstOrThrow();
    await shop.billing.stripe.customers.del(row.customer_id ?? '');
    const url = await checkoutUrl('deleted');
    await payCheckout(url);
    await shop.settle();
    expect((await shop.as('deleted').get('/api/payments/subscription')).json()).toMatchObject({
      subscription: { tier: 'middleweight' },
    });
  });
});

test('Talents: a trial without a card, and an annual Basic that is not sold', async () => {
  const children = await givenShop({ catalog: talents });
  const open = (tier: string, billing_period: string) =>
    children.as('kid').post('/api/payments/create-checkout-session', { tier, billing_period });
  expect((await open('basic', 'annual')).json()).toMatchObject({ code: 'unknown_billing_period' });
  const { checkout_url } = (await open('premium', 'annual')).json<{ checkout_url: string }>();
  await payCheckout(checkout_url, { card: null });
  await children.settle();
  expect((await children.as('kid').get('/api/payments/account')).json()).toMatchObject({
    tier: 'premium',
    subscription: { status: 'trialing', tier: 'premium', billing_period: 'annual', card: null },
  });
  await children.advance({ days: 15 });
  expect((await children.as('kid').get('/api/payments/account')).json()).toMatchObject({
    tier: null,
    subscription: { status: 'paused' },
  });
  await children.close();
});

test('when Stripe does not answer nothing is charged, and the next attempt finds the reservation', async () => {
  const away = await givenShop({ catalog: mmarkov });
  const user = { id: 'patient', email: null, name: null, locale: null, accountType: 'individual' };
  await ensureCustomer(away.billing, user);
  await away.emulator.close();
  const answer = await away
    .as('patient')
    .post('/api/payments/create-checkout-session', { tier: 'middleweight', billing_period: 'annual' });
  expect(answer.statusCode).toBe(502);
  expect(answer.json()).toMatchObject({ code: 'stripe_unavailable' });
  expect(await unfinishedSession(away.billing.db, 'patient')).toBeUndefined();
  await away.server.close();
  await away.billing.close();
});
