import { expect } from '@playwright/test';
import { expectGoodPage } from './page-checks.ts';
import { signIn, test } from './product-test.ts';

test('a visitor who is not signed in can read every page', async ({ page }) => {
  for (const address of [
    '/pricing',
    '/account',
    '/subscription/success?session_id=cs_test_unknown',
    '/sandbox/mail',
    '/nowhere',
  ]) {
    await page.goto(address);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expectGoodPage(page);
  }
});

test('somebody without a plan is led from the account to the plans', async ({ page, person }) => {
  await page.goto('/account');
  await signIn(page, person);
  await expectGoodPage(page);
  await page.getByRole('main').getByRole('link', { name: /plans/i }).first().click();
  await page.waitForURL(/\/pricing/);
});

test("the saving of a year is computed from the plan's prices", async ({ page, catalog }) => {
  await page.goto('/pricing');
  const savings = { mmarkov: ['Save 34%', 'Save 26%', 'Save 30%'], talents: ['Save 17%'] }[catalog];
  for (const saving of savings) await expect(page.getByRole('main')).toContainText(saving);
  await page.getByRole('group', { name: 'Billing period' }).getByRole('radio', { name: 'Monthly' }).check();
  for (const saving of savings) await expect(page.getByRole('list', { name: 'Plans' })).not.toContainText(saving);
});

test('the API is described on a page that needs no network', async ({ page, product }) => {
  const foreign: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(product.url) && !request.url().startsWith('data:')) foreign.push(request.url());
  });
  await page.goto('/docs');
  await expect(page.getByText('/api/payments/create-checkout-session')).toBeVisible();
  expect(foreign).toEqual([]);
});
