import type { Browser } from '@playwright/test';
import type Stripe from 'stripe';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createEmulator } from '../create-emulator.ts';
import type { Emulator } from '../create-emulator.ts';
import { launchChromium } from '../pages/testing/launch-chromium.ts';
import { clientOf } from '../testing/given-emulator.ts';
import { fillCard, givenShopSite, openShopPage } from './testing/given-shop-page.ts';

// A browser on a busy machine takes its time; these tests wait for what they see, never for the clock.
vi.setConfig({ testTimeout: 90_000 });

let browser: Browser;
let emulator: Emulator;
let stripe: Stripe;
let site: Awaited<ReturnType<typeof givenShopSite>>;

beforeAll(async () => {
  [browser, emulator] = await Promise.all([launchChromium(), createEmulator({ at: new Date('2026-01-01T00:00:00Z') })]);
  await emulator.listen({ port: 0 });
  stripe = clientOf(emulator);
  site = await givenShopSite({ emulator, stripe });
});

afterAll(async () => {
  await browser?.close();
  await site?.close();
  await emulator?.close();
});

async function givenIntent(params: Partial<Stripe.PaymentIntentCreateParams> = {}) {
  const intent = await stripe.paymentIntents.create({ amount: 2500, currency: 'usd', ...params });
  return { id: intent.id, secret: intent.client_secret ?? '' };
}

const open = (query: Record<string, string>) => openShopPage(browser, { emulator, site, query });

test('whoever pays in the Payment Element has paid, and the shop hears it', async () => {
  const { secret } = await givenIntent();
  const shop = await open({ flow: 'payment', secret });
  await fillCard(shop.element, '4242424242424242');
  expect(await shop.element.locator('[name=number]').inputValue()).toBe('4242 4242 4242 4242');
  await shop.pay();
  expect((await shop.result()).paymentIntent).toMatchObject({ status: 'succeeded', amount: 2500 });
  const events = await shop.events();
  expect(events.slice(0, 2).map(({ event }) => event)).toEqual(['loaderstart', 'ready']);
  expect(events.filter(({ event }) => event === 'change').at(-1)).toMatchObject({
    elementType: 'payment',
    complete: true,
    empty: false,
    collapsed: false,
    value: { type: 'card' },
  });
});
