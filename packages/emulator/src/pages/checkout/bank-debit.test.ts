import type { Browser, Page } from '@playwright/test';
import type Stripe from 'stripe';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { givenDebits } from '../../testing/given-debits.ts';
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
  await givenDebits(shop.stripe);
});

afterAll(async () => {
  await browser?.close();
  await shop?.close();
});

async function givenPage(params: Stripe.Checkout.SessionCreateParams): Promise<{ page: Page; id: string }> {
  const { id, url } = await shop.stripe.checkout.sessions.create({ success_url: `${shop.url}/success`, ...params });
  const context = await browser.newContext();
  context.setDefaultTimeout(30_000);
  onTestFinished(() => context.close());
  const page = await context.newPage();
  page.on('console', (message) => expect(message.text()).not.toContain('Content Security Policy'));
  await page.goto(url ?? '');
  return { page, id };
}

async function fill(page: Page, values: Record<string, string>): Promise<void> {
  for (const [name, value] of Object.entries(values)) await page.locator(`[name=${name}]`).fill(value);
}

const submit = (page: Page): Promise<void> => page.getByTestId('hosted-payment-submit-button').click();

test('a subscription is bought by SEPA debit, runs at once, and is paid when the bank answers', async () => {
  const { stripe } = shop;
  const gym = { currency: 'eur', unit_amount: 1900, product_data: { name: 'Gym' }, recurring: { interval: 'month' } };
  const { page, id } = await givenPage({
    mode: 'subscription',
    line_items: [{ price_data: gym as never, quantity: 1 }],
  });
  await page.getByRole('radio', { name: 'Card' }).press('ArrowDown');
  expect(await page.getByRole('radio', { name: 'SEPA Debit' }).isChecked()).toBe(true);
  expect(await page.locator('[name=cardNumber]').isVisible()).toBe(false);
  expect(await page.locator('.mandate').textContent()).toContain('you give Purser sandbox a mandate');
  await page.locator('[name=billingCountry]').selectOption('DE');
  await fill(page, { email: 'ada@example.com', iban: 'de62370400440532013000' });
  await submit(page);
  expect(await page.locator('.field-error:not(:empty)').allTextContents()).toEqual([
    'Your IBAN is invalid.',
    'Full name is required.',
  ]);
  expect(await page.evaluate('document.activeElement.name')).toBe('iban');
  expect(await pageFaults(page)).toEqual([]);
  await fill(page, { iban: 'de89370400440532013000', billingName: 'Ada Lovelace' });
  await page.locator('[name=iban]').blur();
  expect(await page.locator('[name=iban]').inputValue()).toBe('DE89 3704 0044 0532 0130 00');
  await submit(page);
  await page.waitForURL(/\/success/);
  const done = await stripe.checkout.sessions.retrieve(id, { expand: ['subscription', 'invoice'] });
  expect(done).toMatchObject({
    payment_status: 'unpaid',
    subscription: { status: 'active' },
    invoice: { status: 'open', attempted: true },
  });
  await shop.emulator.advance({ seconds: 5 });
  expect(await stripe.checkout.sessions.retrieve(id, { expand: ['invoice'] })).toMatchObject({
    payment_status: 'paid',
    invoice: { status: 'paid' },
  });
});

test('an account in the United States is saved without being asked where its owner lives', async () => {
  const customer = await shop.stripe.customers.create({ email: 'grace@example.com' });
  const { page } = await givenPage({ mode: 'setup', currency: 'usd', customer: customer.id });
  expect(await page.locator('[name=billingPostalCode]').isVisible()).toBe(true);
  await page.getByRole('radio', { name: 'US bank account' }).check();
  expect(await page.locator('[name=billingPostalCode]').isVisible()).toBe(false);
  await fill(page, { routingNumber: '110000000', accountNumber: '12', billingName: 'Grace Hopper' });
  await submit(page);
  expect(await page.locator('#accountNumber-error').textContent()).toBe('Your account number is incomplete.');
  expect(await pageFaults(page)).toEqual([]);
  await fill(page, { accountNumber: '000123456789' });
  await page.getByRole('button', { name: 'Save payment method' }).click();
  await page.waitForURL(/\/success/);
  expect((await shop.stripe.customers.listPaymentMethods(customer.id)).data).toMatchObject([
    { type: 'us_bank_account', us_bank_account: { last4: '6789', account_type: 'checking' } },
  ]);
});
