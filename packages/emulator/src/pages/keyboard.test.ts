import type { Browser, Page } from '@playwright/test';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { tabTo } from './testing/tab-to.ts';
import { givenPortalShop } from './testing/given-portal-shop.ts';
import type { PortalShop } from './testing/given-portal-shop.ts';
import { pageFaults } from './testing/inspect-page.ts';
import { launchChromium } from './testing/launch-chromium.ts';

// A browser on a busy machine takes its time; these tests wait for what they see, never for the clock.
vi.setConfig({ testTimeout: 90_000 });

let browser: Browser;
let portal: PortalShop;

beforeAll(async () => {
  [browser, portal] = await Promise.all([launchChromium(), givenPortalShop()]);
});

afterAll(async () => {
  await browser?.close();
  await portal?.shop.close();
});

async function givenPage(url: string): Promise<Page> {
  const context = await browser.newContext();
  context.setDefaultTimeout(30_000);
  onTestFinished(() => context.close());
  const page = await context.newPage();
  await page.goto(url);
  return page;
}

test('an invoice is paid with the saved card by keyboard alone', async () => {
  const { customer, card } = await portal.givenSubscriber();
  const { id: invoice } = await portal.stripe.invoices.create({
    customer: customer.id,
    collection_method: 'send_invoice',
    days_until_due: 30,
    default_payment_method: card.id,
  });
  await portal.stripe.invoiceItems.create({ customer: customer.id, invoice, amount: 12_000, currency: 'usd' });
  const { hosted_invoice_url: url } = await portal.stripe.invoices.finalizeInvoice(invoice);
  const page = await givenPage(url ?? '');
  await tabTo(page, /^Visa ending in 4242/);
  // One Tab reaches the cards, arrows go from one to the next: the fields of a new card are there as long as it is chosen.
  await page.keyboard.press('ArrowDown');
  expect(await page.getByLabel('Card number').isVisible()).toBe(true);
  await page.keyboard.press('ArrowUp');
  expect(await page.getByLabel('Card number').isVisible()).toBe(false);
  await tabTo(page, 'Pay $120.00');
  await page.keyboard.press('Enter');
  await page.getByText('with Visa ending in 4242. This page is your receipt.').waitFor();
  expect(await portal.stripe.invoices.retrieve(invoice)).toMatchObject({ status: 'paid', amount_paid: 12_000 });
});

test('a plan is paused for two weeks and resumed by keyboard alone', async () => {
  const { customer, subscription } = await portal.givenSubscriber();
  const page = await givenPage(await portal.givenLink(customer.id));
  await tabTo(page, 'Pause plan');
  await page.keyboard.press('Enter');
  await page.getByText('For how long?').waitFor();
  expect(await pageFaults(page)).toEqual([]);
  await tabTo(page, /^1 month/);
  await page.keyboard.press('ArrowDown');
  await tabTo(page, 'Pause plan');
  await page.keyboard.press('Enter');
  await page.getByText('Your plan is paused.').waitFor();
  await page.getByText('It resumes on 5 December 2026.').waitFor();
  expect((await portal.stripe.subscriptions.retrieve(subscription.id)).status).toBe('paused');
  expect(await pageFaults(page)).toEqual([]);
  await tabTo(page, 'Resume plan');
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'Pause plan' }).waitFor();
  expect((await portal.stripe.subscriptions.retrieve(subscription.id)).status).toBe('active');
});
