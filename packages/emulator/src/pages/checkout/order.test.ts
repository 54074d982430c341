import type { Browser, Page } from '@playwright/test';
import type Stripe from 'stripe';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
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

async function givenPage(url: string): Promise<Page> {
  const context = await browser.newContext();
  context.setDefaultTimeout(30_000);
  onTestFinished(() => context.close());
  const page = await context.newPage();
  page.on('console', (message) => expect(message.text()).not.toContain('Content Security Policy'));
  await page.goto(url);
  return page;
}

async function fill(page: Page, values: Record<string, string>): Promise<void> {
  for (const [name, value] of Object.entries(values)) await page.locator(`[name=${name}]`).fill(value);
}

const card = { cardNumber: '4242424242424242', cardExpiry: '12/34', cardCvc: '123' };

function gloves(more: Partial<Stripe.Checkout.SessionCreateParams.LineItem> = {}) {
  const product_data = { name: 'Gloves' };
  return { price_data: { currency: 'usd', unit_amount: 2000, product_data }, quantity: 1, ...more };
}

test('an order is changed, shipped and paid, and the total follows each step', async () => {
  const { stripe } = shop;
  const shirt = await stripe.prices.create({ currency: 'usd', unit_amount: 1900, product_data: { name: 'Shirt' } });
  const rate = (display_name: string, amount: number) =>
    stripe.shippingRates.create({
      display_name,
      fixed_amount: { amount, currency: 'usd' },
      delivery_estimate: { minimum: { unit: 'business_day', value: 2 }, maximum: { unit: 'business_day', value: 5 } },
    });
  const [ground, air] = [await rate('Ground', 500), await rate('Air', 1500)];
  const session = await stripe.checkout.sessions.create({
    mode: 'payment',
    line_items: [gloves({ adjustable_quantity: { enabled: true, minimum: 1, maximum: 9 } })],
    optional_items: [{ price: shirt.id, quantity: 1 }],
    shipping_address_collection: { allowed_countries: ['US', 'DE'] },
    shipping_options: [{ shipping_rate: ground.id }, { shipping_rate: air.id }],
    consent_collection: { promotions: 'auto' },
    custom_text: { shipping_address: { message: 'Not to [boxes](https://example.com/boxes)' } },
    success_url: `${shop.url}/success?session_id={CHECKOUT_SESSION_ID}`,
  });
  const page = await givenPage(session.url ?? '');
  const total = page.getByTestId('total-due');
  expect(await total.textContent()).toContain('$25.00');
  expect(await pageFaults(page)).toEqual([]);
  await page.getByLabel('Quantity of Gloves').fill('2');
  await page.getByLabel('Quantity of Gloves').press('Tab');
  await page.getByText('2 × $20.00').waitFor();
  expect(await total.textContent()).toContain('$45.00');
  await page.getByRole('button', { name: 'Add Shirt' }).click();
  await page.getByRole('button', { name: 'Remove Shirt' }).waitFor();
  expect(await total.textContent()).toContain('$64.00');
  await page.getByLabel(/^Air/).check();
  await page.locator('#order-summary', { hasText: '$74.00' }).waitFor();
  await fill(page, { email: 'ada@example.com', shippingName: 'Ada Lovelace', shippingAddressLine1: '1 Main St' });
  await fill(page, {
    shippingLocality: 'San Francisco',
    shippingPostalCode: '94107',
    shippingAdministrativeArea: 'CA',
  });
  await page.getByLabel('Send me news').check();
  await fill(page, card);
  await page.getByTestId('hosted-payment-submit-button').click();
  await page.waitForURL(/\/success/);
  const done = await stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent'] });
  expect(done).toMatchObject({
    amount_total: 7400,
    consent: { promotions: 'opt_in', terms_of_service: null },
    collected_information: {
      shipping_details: { name: 'Ada Lovelace', address: { line1: '1 Main St', country: 'US' } },
    },
    customer_details: { name: 'Ada Lovelace', address: { postal_code: '94107' } },
    payment_intent: { shipping: { name: 'Ada Lovelace' } },
  });
});

test('what is missing of the shipping address is said at its field, and another payer may be named', async () => {
  const session = await shop.stripe.checkout.sessions.create({
    mode: 'payment',
    line_items: [gloves()],
    shipping_address_collection: { allowed_countries: ['DE'] },
    name_collection: { individual: { enabled: true } },
    success_url: `${shop.url}/success`,
  });
  const page = await givenPage(session.url ?? '');
  await page.getByTestId('hosted-payment-submit-button').click();
  expect(await page.locator('#shippingName-error').textContent()).toContain('is required');
  expect(await page.locator('#individualName-error').textContent()).toContain('is required');
  await fill(page, { email: 'ada@example.com', individualName: 'Ada King', shippingName: 'Grace' });
  await fill(page, { shippingAddressLine1: 'Unter den Linden 1', ...card });
  await page.getByLabel('Billing address is the same as shipping').uncheck();
  await fill(page, { billingName: 'Ada Lovelace', billingPostalCode: '94107' });
  await page.locator('[name=billingCountry]').selectOption('US');
  await page.getByTestId('hosted-payment-submit-button').click();
  await page.waitForURL(/\/success/);
  const done = await shop.stripe.checkout.sessions.retrieve(session.id);
  expect(done).toMatchObject({
    collected_information: { individual_name: 'Ada King', shipping_details: { name: 'Grace' } },
    customer_details: { individual_name: 'Ada King', address: { country: 'US' } },
  });
});

test('a donor types what to give', async () => {
  const price = await shop.stripe.prices.create({
    currency: 'usd',
    custom_unit_amount: { enabled: true, minimum: 500, preset: 1000 },
    product_data: { name: 'Gym for all' },
  });
  const link = await shop.stripe.paymentLinks.create({
    line_items: [{ price: price.id, quantity: 1 }],
    submit_type: 'donate',
  });
  const page = await givenPage(link.url);
  expect(await pageFaults(page)).toEqual([]);
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain('Donate to');
  await page.getByLabel('Amount in USD').fill('3');
  await page.getByLabel('Amount in USD').press('Enter');
  await page.getByText('The amount must be at least $5.00.').waitFor();
  expect(await pageFaults(page)).toEqual([]);
  await page.getByLabel('Amount in USD').fill('42.50');
  await page.getByLabel('Amount in USD').press('Enter');
  await page.locator('#order-summary', { hasText: 'Total due today $42.50' }).waitFor();
  await fill(page, { email: 'ada@example.com', billingName: 'Ada', billingPostalCode: '94107', ...card });
  await page.getByRole('button', { name: 'Donate' }).click();
  await page.getByText('Thanks for your payment').waitFor();
  expect(await page.getByText('$42.50').isVisible()).toBe(true);
  expect(await pageFaults(page)).toEqual([]);
});

test('a link that sells nothing any more is fit for everybody, too', async () => {
  const price = await shop.stripe.prices.create({ currency: 'usd', unit_amount: 900, product_data: { name: 'Wraps' } });
  const link = await shop.stripe.paymentLinks.create({ line_items: [{ price: price.id, quantity: 1 }] });
  const page = await givenPage(link.url);
  expect(await pageFaults(page)).toEqual([]);
  await shop.stripe.paymentLinks.update(link.id, { active: false });
  await page.goto(link.url);
  expect(await page.getByRole('heading', { level: 1 }).isVisible()).toBe(true);
  expect(await pageFaults(page)).toEqual([]);
});
