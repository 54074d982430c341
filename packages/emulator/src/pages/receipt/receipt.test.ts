import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Browser } from '@playwright/test';
import { givenShop } from '../testing/given-shop.ts';
import type { Shop } from '../testing/given-shop.ts';
import { pageFaults } from '../testing/inspect-page.ts';
import { launchChromium } from '../testing/launch-chromium.ts';

// A browser on a busy machine takes its time; these tests wait for what they see, never for the clock.
vi.setConfig({ testTimeout: 90_000 });

let browser: Browser;
let shop: Shop;

beforeAll(async () => {
  [browser, shop] = await Promise.all([launchChromium(), givenShop()]);
});

afterAll(async () => {
  await browser?.close();
  await shop?.close();
});

test('a receipt is fit for everybody, as long as what was paid for may be', async () => {
  const { id, latest_charge } = await shop.stripe.paymentIntents.create({
    amount: 2500,
    currency: 'kwd',
    payment_method: 'pm_card_mastercard',
    confirm: true,
    description: 'Day pass for the boxing gym on the other side of the river, with gloves and a locker',
  });
  await shop.stripe.refunds.create({ payment_intent: id, amount: 500 });
  const charge = await shop.stripe.charges.retrieve(String(latest_charge));
  const page = await browser.newPage();
  await page.goto(charge.receipt_url ?? '');
  expect(await page.getByRole('link', { name: 'Download receipt' }).isVisible()).toBe(true);
  expect(await pageFaults(page)).toEqual([]);
});
