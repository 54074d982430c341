import { AxeBuilder } from '@axe-core/playwright';
import type { Browser } from '@playwright/test';
import type Stripe from 'stripe';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { launchChromium } from '../pages/testing/launch-chromium.ts';
import { givenShopSite } from './testing/given-shop-page.ts';
import type { ShopSite } from './testing/given-shop-page.ts';

// A browser on a busy machine takes its time; these tests wait for what they see, never for the clock.
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

async function givenIntent(params: Partial<Stripe.PaymentIntentCreateParams> = {}) {
  const intent = await site.stripe.paymentIntents.create({ amount: 2500, currency: 'usd', ...params });
  return { id: intent.id, secret: intent.client_secret ?? '' };
}

test('the fields can be used by everybody, also while something is wrong with them', async () => {
  const { secret } = await givenIntent();
  const shop = await site.open(browser, { flow: 'payment', secret });
  await shop.element.locator('[name=number]').press('Tab');
  expect(await shop.element.locator('[name=expiry]').evaluate('document.activeElement.name')).toBe('expiry');
  await shop.pay();
  await shop.result();
  for (const theme of ['stripe', 'night']) {
    await shop.page.evaluate(`document.body.style.background = '${theme === 'night' ? '#000' : '#fff'}'`);
    await shop.page.evaluate(`elements.update({ appearance: { theme: '${theme}' } })`);
    // A frame is no page of its own; and what lies under a transparent one is white to axe, whatever the shop's page is.
    const ofPages = ['landmark-one-main', 'page-has-heading-one', 'region'];
    const rules = theme === 'night' ? [...ofPages, 'color-contrast'] : ofPages;
    const { violations } = await new AxeBuilder({ page: shop.page }).include('#element').disableRules(rules).analyze();
    expect(violations.map(({ id, nodes }) => `${theme}: ${id}: ${nodes[0]?.html}`)).toEqual([]);
  }
});

test("a page's own look reaches the fields, as far as it can do no harm", async () => {
  const { secret } = await givenIntent();
  const appearance = {
    variables: {
      colorPrimary: '#c2410c',
      colorDanger: 'red; background: url(https://evil.example)',
      borderRadius: '0px',
    },
    rules: {
      '.Label': { fontWeight: '700' },
      'input[value^="4"]': { color: 'red' },
      '.Input': { backgroundImage: 'url(https://evil.example)' },
    },
  };
  const shop = await site.open(browser, { flow: 'payment', secret, given: JSON.stringify({ appearance }) });
  const style = (selector: string, property: string) =>
    shop.element
      .locator('html')
      .evaluate(`getComputedStyle(document.querySelector('${selector}')).getPropertyValue('${property}')`);
  await shop.element.locator('[name=number]').waitFor();
  expect(await style('html', '--colorPrimary')).toBe('#c2410c');
  expect(await style('html', '--colorDanger')).toBe('#c01048');
  expect(await style('[name=number]', 'border-top-left-radius')).toBe('0px');
  expect(await style('[name=number]', 'background-image')).toBe('none');
  expect(await style('.Label', 'font-weight')).toBe('700');
});

test('elements of a payment that is over say that they cannot load', async () => {
  const { id, secret } = await givenIntent();
  await site.stripe.paymentIntents.cancel(id);
  const shop = await site.open(browser, { flow: 'payment', secret });
  await shop.page.waitForFunction("document.querySelector('#events').textContent.includes('loaderror')");
  const error = { type: 'invalid_request_error', code: 'payment_intent_unexpected_state' };
  expect((await shop.events()).at(-1)).toMatchObject({ event: 'loaderror', elementType: 'payment', error });
  expect(await shop.page.evaluate('elements.fetchUpdates()')).toMatchObject({ error });
});

test('what is saved already pays, is saved and looked up without any element', async () => {
  const { page } = await site.open(browser, { flow: 'none' });
  await page.waitForFunction('window.stripe');
  const secrets = [await givenIntent(), await givenIntent(), await givenIntent()].map(({ secret }) => secret);
  const setup = (await site.stripe.setupIntents.create()).client_secret;
  const confirmParams = "{ payment_method: 'pm_card_visa' }";
  const calls: [string, object][] = [
    [`confirmCardPayment('${secrets[0]}', ${confirmParams})`, { paymentIntent: { status: 'succeeded' } }],
    [
      `confirmPayment({ clientSecret: '${secrets[1]}', confirmParams: ${confirmParams}, redirect: 'if_required' })`,
      { paymentIntent: { status: 'succeeded' } },
    ],
    [
      `confirmCardPayment('${secrets[2]}', { payment_method: 'pm_card_authenticationRequired' }, { handleActions: false })`,
      { paymentIntent: { status: 'requires_action', next_action: { type: 'use_stripe_sdk' } } },
    ],
    [`confirmCardSetup('${setup}', ${confirmParams})`, { setupIntent: { status: 'succeeded' } }],
    [`retrieveSetupIntent('${setup}')`, { setupIntent: { status: 'succeeded' } }],
    [`retrievePaymentIntent('${secrets[2]}')`, { paymentIntent: { status: 'requires_action' } }],
    ["createPaymentMethod({ type: 'card', card: { token: 'tok_visa' } })", { paymentMethod: { type: 'card' } }],
  ];
  for (const [call, result] of calls) expect(await page.evaluate(`stripe.${call}`)).toMatchObject(result);
});
