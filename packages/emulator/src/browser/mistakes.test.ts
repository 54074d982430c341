import type { Browser } from '@playwright/test';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { launchChromium } from '../pages/testing/launch-chromium.ts';
import { givenShopSite } from './testing/given-shop-page.ts';
import type { ShopPage, ShopSite } from './testing/given-shop-page.ts';

vi.setConfig({ testTimeout: 90_000 });

let browser: Browser;
let site: ShopSite;

beforeAll(async () => {
  [browser, site] = await Promise.all([launchChromium(), givenShopSite()]);
});

afterAll(async () => {
  await browser?.close();
  await site?.close();
});

const mistakes: [string, RegExp][] = [
  ["Stripe('sk_test_secret_key')", /secret key/],
  ['Stripe()', /apiKey should be a string/],
  [
    "stripe.elements({ mode: 'payment', amount: 100, currency: 'usd', paymentMethodTypes: ['card'] })",
    /allowedPaymentMethodTypes/,
  ],
  ["stripe.elements({ clientSecret: 'pi_1' })", /client secret/],
  ["stripe.elements({ mode: 'payment', currency: 'usd' })", /amount is required/],
  ["stripe.elements().create('payment')", /clientSecret or mode/],
  ["stripe.elements().create('iban')", /no element of type 'iban'/],
  ["stripe.elements().create('card').mount('#nowhere')", /#nowhere/],
  ["stripe.confirmPayment({ clientSecret: 'pi_1_secret_1', redirect: 'if_required' })", /pass elements/],
  ["stripe.confirmPayment({ clientSecret: 'pi_1_secret_1', confirmParams: { payment_method: 'pm_1' } })", /return_url/],
  ["stripe.confirmSetup({ clientSecret: 'pi_1_secret_1', redirect: 'if_required' })", /SetupIntent/],
  ['stripe.initCheckout({})', /initCheckoutElementsSdk/],
  ['stripe.initEmbeddedCheckout({})', /createEmbeddedCheckoutPage/],
  ['stripe.redirectToCheckout({})', /url/],
];

async function openLoadedPage(): Promise<ShopPage> {
  const shop = await site.open(browser, { flow: 'none' });
  await shop.page.waitForFunction('window.stripe');
  return shop;
}

test('a mistake of the page is thrown where it is made', async () => {
  const { page } = await openLoadedPage();
  for (const [call, message] of mistakes) {
    const thrown = `(() => { try { ${call}; } catch (error) { return [error.name, error.message]; } })()`;
    const [name, text] = (await page.evaluate(thrown)) as [string, string];
    expect([call, name]).toEqual([call, 'IntegrationError']);
    expect(text).toMatch(message);
  }
});

test('what the server refuses, and a server that is gone, are results', async () => {
  const { page } = await openLoadedPage();
  const retrieve = () => page.evaluate("stripe.retrievePaymentIntent('pi_none_secret_none')");
  expect(await retrieve()).toMatchObject({ error: { type: 'invalid_request_error', code: 'resource_missing' } });
  await page.route(`${site.emulator.url}/v1/**`, (route) => route.abort());
  expect(await retrieve()).toMatchObject({ error: { type: 'api_connection_error' } });
});
