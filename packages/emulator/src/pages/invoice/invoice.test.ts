import type { Browser } from '@playwright/test';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { givenPrice, givenShop } from '../testing/given-shop.ts';
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

/** A subscription whose first payment is still open. */
async function givenOpenInvoice(): Promise<{ subscription: string; url: string }> {
  const price = await givenPrice(shop.stripe, { name: 'Lightweight', amount: 1499 });
  const customer = await shop.stripe.customers.create({ name: '<b>Ada</b>', email: 'ada@example.com' });
  const subscription = await shop.stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: price.id }],
    payment_behavior: 'default_incomplete',
    expand: ['latest_invoice'],
  });
  const invoice = subscription.latest_invoice;
  const url = invoice && typeof invoice === 'object' ? invoice.hosted_invoice_url : null;
  return { subscription: subscription.id, url: url ?? '' };
}

test('an open invoice is paid on its page, after a decline and through the bank', async () => {
  const { subscription, url } = await givenOpenInvoice();
  const context = await browser.newContext();
  context.setDefaultTimeout(30_000);
  onTestFinished(() => context.close());
  const page = await context.newPage();
  await page.goto(url);
  await page.getByText('<b>Ada</b>').waitFor();
  expect(await pageFaults(page)).toEqual([]);
  const pay = async (number: string): Promise<void> => {
    await page.locator('[name=billingPostalCode]').fill('94107');
    await page.locator('[name=cardNumber]').fill(number);
    await page.locator('[name=cardExpiry]').fill('12 / 34');
    await page.locator('[name=cardCvc]').fill('123');
    await page.getByRole('button', { name: 'Pay $14.99' }).click();
  };
  await pay('4000000000009995');
  await page.getByRole('alert').filter({ hasText: 'insufficient funds' }).waitFor();
  await pay('4000002760003184');
  await page.getByRole('button', { name: 'Complete authentication' }).click();
  await page.getByText('Paid on 21 November 2026 with Visa ending in 3184. This page is your receipt.').waitFor();
  expect(await pageFaults(page)).toEqual([]);
  expect(await page.getByRole('button').count()).toBe(0);
  expect((await shop.stripe.subscriptions.retrieve(subscription)).status).toBe('active');
});

test('a void invoice asks for nothing, and an unknown one is not found', async () => {
  const { url } = await givenOpenInvoice();
  const [invoice] = (await shop.stripe.invoices.list({ status: 'open' })).data;
  await shop.stripe.invoices.voidInvoice(invoice?.id ?? '');
  const page = await (await fetch(url)).text();
  expect(page).toContain('This invoice was voided. There is nothing to pay.');
  expect(page).toContain('No longer due');
  expect(page).not.toContain('Amount due');
  expect(page).not.toContain('<form');
  expect((await fetch(`${shop.emulator.url}/i/in_none`)).status).toBe(404);
});

test('an invoice shows the fields that its merchant added', async () => {
  const { stripe } = shop;
  const customer = await stripe.customers.create({ name: 'Ada' });
  const draft = await stripe.invoices.create({
    customer: customer.id,
    custom_fields: [{ name: 'Purchase <order>', value: '4711 & more' }],
  });
  await stripe.invoiceItems.create({ customer: customer.id, invoice: draft.id, amount: 1499, currency: 'usd' });
  const { hosted_invoice_url: url } = await stripe.invoices.finalizeInvoice(draft.id);
  const page = await (await fetch(url ?? '')).text();
  expect(page).toMatch(/<dt>Purchase &lt;order&gt;<\/dt>\s*<dd>4711 &amp; more<\/dd>/);
});
