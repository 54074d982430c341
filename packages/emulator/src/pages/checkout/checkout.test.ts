import type { Browser, Page } from '@playwright/test';
import type Stripe from 'stripe';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { givenPrice, givenShop } from '../testing/given-shop.ts';
import type { Shop } from '../testing/given-shop.ts';
import { pageFaults } from '../testing/inspect-page.ts';
import { launchChromium } from '../testing/launch-chromium.ts';

// A browser on a busy machine takes its time; these tests wait for what they see, never for the clock.
vi.setConfig({ testTimeout: 90_000 });

let browser: Browser;
let shop: Shop;
let price: Stripe.Price;

beforeAll(async () => {
  [browser, shop] = await Promise.all([launchChromium(), givenShop({ webhookDelayMs: 30 })]);
  price = await givenPrice(shop.stripe, { name: 'Lightweight', amount: 11900, interval: 'year' });
  await shop.stripe.webhookEndpoints.create({ url: `${shop.url}/webhook`, enabled_events: ['*'] });
});

beforeEach(() => {
  shop.visits.length = 0;
});

afterAll(async () => {
  await browser?.close();
  await shop?.close();
});

async function givenCheckout(params: Partial<Stripe.Checkout.SessionCreateParams> = {}): Promise<Page> {
  const session = await shop.stripe.checkout.sessions.create({
    mode: 'subscription',
    line_items: [{ price: price.id, quantity: 1 }],
    success_url: `${shop.url}/success?session_id={CHECKOUT_SESSION_ID}`,
    cancel_url: `${shop.url}/pricing`,
    ...params,
  });
  // Whatever the pages need must come from this server: the security policy would stop it, and the test would see it.
  const context = await browser.newContext();
  context.setDefaultTimeout(30_000);
  onTestFinished(() => context.close());
  const page = await context.newPage();
  page.on('console', (message) => expect(message.text()).not.toContain('Content Security Policy'));
  await page.goto(session.url ?? '');
  return page;
}

async function fillContact(page: Page): Promise<void> {
  await page.locator('[name=email]').fill('ada@example.com');
  await page.locator('[name=billingName]').fill('Ada Lovelace');
  await page.locator('[name=billingCountry]').selectOption('US');
  await page.locator('[name=billingPostalCode]').fill('94107');
}

async function fillCard(page: Page, number: string): Promise<void> {
  await page.locator('[name=cardNumber]').fill(number);
  await page.locator('[name=cardExpiry]').pressSequentially('1234');
  await page.locator('[name=cardCvc]').fill('123');
}

const submit = (page: Page): Promise<void> => page.getByTestId('hosted-payment-submit-button').click();

test('whoever pays lands on the success page, after the shop has heard of it', async () => {
  const page = await givenCheckout();
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain('Subscribe to Lightweight');
  expect(await page.getByTestId('total-due').textContent()).toContain('$119.00');
  expect(await page.locator('#terms').textContent()).toContain('$119.00 on 21 November 2027');
  expect(await pageFaults(page)).toEqual([]);
  await fillContact(page);
  await fillCard(page, '4242424242424242');
  expect(await page.locator('[name=cardNumber]').inputValue()).toBe('4242 4242 4242 4242');
  expect(await page.locator('[name=cardExpiry]').inputValue()).toBe('12 / 34');
  await submit(page);
  await page.waitForURL(/\/success\?session_id=cs_test_/);
  const id = new URL(page.url()).searchParams.get('session_id') ?? '';
  const session = await shop.stripe.checkout.sessions.retrieve(id, { expand: ['subscription'] });
  expect(session).toMatchObject({ status: 'complete', payment_status: 'paid', subscription: { status: 'active' } });
  const heardOf = shop.visits.indexOf('POST /webhook checkout.session.completed');
  expect(heardOf).toBeGreaterThanOrEqual(0);
  expect(heardOf).toBeLessThan(shop.visits.findIndex((visit) => visit.startsWith('GET /success')));
});

test('a declined card is said in place, and what was typed stays', async () => {
  const page = await givenCheckout();
  await fillContact(page);
  await fillCard(page, '4000000000000002');
  await submit(page);
  const alert = page.getByRole('alert');
  await alert.waitFor();
  expect(await alert.textContent()).toBe('Your card was declined. You have not been charged.');
  expect(await page.evaluate('document.activeElement.getAttribute("role")')).toBe('alert');
  expect(await page.locator('[name=email]').inputValue()).toBe('ada@example.com');
  expect(await page.locator('[name=billingName]').inputValue()).toBe('Ada Lovelace');
  expect(await page.locator('[name=cardNumber]').inputValue()).toBe('');
  expect(await pageFaults(page)).toEqual([]);
  await fillCard(page, '4242424242424242');
  await submit(page);
  await page.waitForURL(/\/success/);
});

test('a card that needs the bank can fail there and pass on the next try', async () => {
  const page = await givenCheckout();
  await fillContact(page);
  await fillCard(page, '4000002500003155');
  await submit(page);
  await page.getByRole('button', { name: 'Fail authentication' }).click();
  const alert = page.getByRole('alert');
  await alert.waitFor();
  expect(await alert.textContent()).toContain('unable to authenticate');
  expect(await page.locator('[name=email]').inputValue()).toBe('ada@example.com');
  await fillCard(page, '4000002500003155');
  await submit(page);
  const complete = page.getByRole('button', { name: 'Complete authentication' });
  await complete.waitFor();
  expect(await pageFaults(page)).toEqual([]);
  await complete.click();
  await page.waitForURL(/\/success/);
});

test('mistakes in the card are said at their fields before anything is sent', async () => {
  const page = await givenCheckout();
  await page.locator('[name=email]').fill('ada');
  await page.locator('[name=cardNumber]').fill('4242424242424241');
  await page.locator('[name=cardExpiry]').pressSequentially('1025');
  await page.locator('[name=cardCvc]').fill('12');
  await submit(page);
  const errors = await page.locator('.field-error:not(:empty)').allTextContents();
  expect(errors).toEqual([
    'Your email is incomplete.',
    'Your card number is invalid.',
    "Your card's expiration year is in the past.",
    "Your card's security code is incomplete.",
    'Cardholder name is required.',
    'ZIP code is required.',
  ]);
  expect(await page.evaluate('document.activeElement.name')).toBe('email');
  // Nothing was sent, so the card is still there.
  expect(await page.locator('[name=cardNumber]').inputValue()).toBe('4242 4242 4242 4241');
});

test('a promotion code is tried, refused, applied and removed without losing what was typed', async () => {
  const coupon = await shop.stripe.coupons.create({ percent_off: 20, duration: 'forever', name: 'Launch' });
  await shop.stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon: coupon.id }, code: 'LAUNCH20' });
  const page = await givenCheckout({ allow_promotion_codes: true });
  await fillContact(page);
  await fillCard(page, '4242424242424242');
  await page.getByText('Add promotion code').click();
  await page.getByLabel('Promotion code').fill('NOPE');
  await page.getByLabel('Promotion code').press('Enter');
  await page.locator('#promotionCode[aria-invalid]').waitFor();
  expect(await page.locator('#promotionCode-error').textContent()).not.toBe('');
  expect(await pageFaults(page)).toEqual([]);
  await page.getByLabel('Promotion code').fill('launch20');
  await page.getByRole('button', { name: 'Apply' }).click();
  await page.getByRole('button', { name: 'Remove promotion code LAUNCH20' }).waitFor();
  expect(await page.getByTestId('total-due').textContent()).toContain('$95.20');
  expect(await page.locator('#terms').textContent()).toContain('You pay $95.20 today');
  expect(await page.locator('[name=cardNumber]').inputValue()).toBe('4242 4242 4242 4242');
  await page.getByRole('button', { name: 'Remove promotion code LAUNCH20' }).click();
  await page.getByText('Add promotion code').waitFor();
  expect(await page.getByTestId('total-due').textContent()).toContain('$119.00');
  await submit(page);
  await page.waitForURL(/\/success/);
});

test('with automatic tax the total follows the address, before the card is typed', async () => {
  const page = await givenCheckout({
    automatic_tax: { enabled: true },
    billing_address_collection: 'required',
    tax_id_collection: { enabled: true },
  });
  await page.locator('[name=email]').fill('ada@example.com');
  await page.locator('[name=billingName]').fill('Ada Lovelace');
  await page.locator('[name=billingCountry]').selectOption('DE');
  await page.locator('[name=billingAddressLine1]').fill('Unter den Linden 1');
  await page.locator('[name=billingPostalCode]').fill('10117');
  await page.locator('[name=billingLocality]').fill('Berlin');
  await page.getByText('19%').waitFor();
  expect(await page.getByTestId('total-due').textContent()).toContain('$141.61');
  await page.getByLabel("I'm purchasing as a business").check();
  await page.getByLabel('Business name').fill('Analytical Engines GmbH');
  await page.getByLabel('Tax ID type').selectOption('eu_vat');
  await page.getByLabel(/^Tax ID(?! type)/).fill('DE123456789');
  expect(await pageFaults(page)).toEqual([]);
  await fillCard(page, '4242424242424242');
  await submit(page);
  await page.waitForURL(/\/success/);
  const id = new URL(page.url()).searchParams.get('session_id') ?? '';
  const session = await shop.stripe.checkout.sessions.retrieve(id);
  expect(session.customer_details).toMatchObject({
    address: { country: 'DE', line1: 'Unter den Linden 1', postal_code: '10117', city: 'Berlin' },
    business_name: 'Analytical Engines GmbH',
    tax_ids: [{ type: 'eu_vat', value: 'DE123456789' }],
  });
});

test('a trial that needs no card starts without one', async () => {
  const customer = await shop.stripe.customers.create({ email: 'grace@example.com', name: '<b>Grace</b>' });
  const page = await givenCheckout({
    customer: customer.id,
    payment_method_collection: 'if_required',
    subscription_data: {
      trial_period_days: 14,
      trial_settings: { end_behavior: { missing_payment_method: 'pause' } },
    },
  });
  expect(await page.getByText('14 days free').first().isVisible()).toBe(true);
  expect(await page.getByText('Then $119.00 per year', { exact: true }).isVisible()).toBe(true);
  expect(await page.getByText('grace@example.com').isVisible()).toBe(true);
  expect(await page.locator('[name=billingName]').inputValue()).toBe('<b>Grace</b>');
  expect(await pageFaults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Start trial' }).click();
  await page.waitForURL(/\/success/);
  const [subscription] = (await shop.stripe.subscriptions.list({ customer: customer.id })).data;
  expect(subscription).toMatchObject({ status: 'trialing', default_payment_method: null });
});
