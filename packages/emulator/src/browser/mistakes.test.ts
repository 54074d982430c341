import { expect } from 'vitest';
import type { ShopPage, ShopSite } from './testing/given-shop-page.ts';
import { test } from './testing/shop-test.ts';

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

async function openLoadedPage(site: ShopSite): Promise<ShopPage> {
  const shop = await site.open({ flow: 'none' });
  await shop.page.waitForFunction('window.stripe');
  return shop;
}

test('a mistake of the page is thrown where it is made', async ({ site }) => {
  const { page } = await openLoadedPage(site);
  for (const [call, message] of mistakes) {
    const thrown = `(() => { try { ${call}; } catch (error) { return [error.name, error.message]; } })()`;
    const [name, text] = (await page.evaluate(thrown)) as [string, string];
    expect([call, name]).toEqual([call, 'IntegrationError']);
    expect(text).toMatch(message);
  }
});

test('what the server refuses, and a server that is gone, are results', async ({ site }) => {
  const { page } = await openLoadedPage(site);
  const retrieve = () => page.evaluate("stripe.retrievePaymentIntent('pi_none_secret_none')");
  expect(await retrieve()).toMatchObject({ error: { type: 'invalid_request_error', code: 'resource_missing' } });
  await page.route(`${site.emulator.url}/v1/**`, (route) => route.abort());
  expect(await retrieve()).toMatchObject({ error: { type: 'api_connection_error' } });
});
