import { afterAll, beforeAll, expect, test } from 'vitest';
import { givenShop } from '../testing/given-shop.ts';
import type { Shop } from '../testing/given-shop.ts';

let shop: Shop;

beforeAll(async () => {
  shop = await givenShop();
});

afterAll(() => shop?.close());

async function givenChallenge(): Promise<{ intent: string; secret: string; path: string }> {
  const intent = await shop.stripe.paymentIntents.create({
    amount: 2500,
    currency: 'eur',
    payment_method: 'pm_card_authenticationRequired',
    confirm: true,
    return_url: `${shop.url}/paid?order=7`,
  });
  expect(intent.status).toBe('requires_action');
  return {
    intent: intent.id,
    secret: intent.client_secret ?? '',
    path: new URL(intent.next_action?.redirect_to_url?.url ?? '').pathname,
  };
}

function answer(path: string, outcome: string): Promise<Response> {
  const body = new URLSearchParams({ outcome });
  return fetch(shop.emulator.url + path, { method: 'POST', body, redirect: 'manual' });
}

test.each([
  ['authenticated', 'succeeded', 'succeeded'],
  ['failed', 'failed', 'requires_payment_method'],
])('a merchant is told on return that the payment was %s', async (outcome, redirectStatus, status) => {
  const { intent, secret, path } = await givenChallenge();
  const page = await (await fetch(shop.emulator.url + path)).text();
  expect(page).toContain('€25.00');
  const back = new URL((await answer(path, outcome)).headers.get('location') ?? '');
  expect(Object.fromEntries(back.searchParams)).toEqual({
    order: '7',
    payment_intent: intent,
    payment_intent_client_secret: secret,
    redirect_status: redirectStatus,
  });
  expect((await shop.stripe.paymentIntents.retrieve(intent)).status).toBe(status);
});

test('the bank answers once', async () => {
  const { path } = await givenChallenge();
  await answer(path, 'authenticated');
  const again = await answer(path, 'failed');
  expect(again.headers.get('location')).toBeNull();
  expect(await again.text()).toContain('Authentication complete');
});

test('an answer that a bank cannot give changes nothing', async () => {
  const { intent, path } = await givenChallenge();
  expect((await answer(path, 'maybe')).headers.get('location')).toBe(path);
  expect((await shop.stripe.paymentIntents.retrieve(intent)).status).toBe('requires_action');
  expect((await fetch(`${shop.emulator.url}/3ds/pi_none`)).status).toBe(404);
});
