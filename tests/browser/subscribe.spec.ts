import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';
import { answerBank, CARDS, pay } from './checkout-page.ts';
import { expectGoodPage } from './page-checks.ts';
import { signIn, test } from './product-test.ts';
import type { Person } from './product-test.ts';

/** A plan with an annual price, what the button on it leads to, and what the account says afterwards. */
const OFFERS = {
  mmarkov: { plan: 'Lightweight', annual: '$119', status: 'Active', title: 'You are subscribed to Lightweight' },
  talents: { plan: 'Premium', annual: '$199.99', status: 'Trial', title: 'Your Premium trial has started' },
} as const;

/** From the pricing page to Stripe's. */
async function givenCheckout(page: Page, person: Person, plan: string): Promise<void> {
  await page.goto('/pricing');
  await signIn(page, person);
  const periods = page.getByRole('group', { name: 'Billing period' });
  await periods.getByRole('radio', { name: 'Monthly' }).check();
  await periods.getByRole('radio', { name: 'Annual' }).check();
  await page.getByRole('article', { name: plan }).getByRole('button').click();
  await page.waitForURL(/\/c\/pay\//);
}

async function expectPlanOnAccount(page: Page, offer: { plan: string; status: string; annual: string }): Promise<void> {
  await page.goto('/account');
  const plan = page.getByRole('region', { name: offer.plan });
  await expect(plan).toContainText(offer.status);
  await expect(plan).toContainText(`${offer.annual}`);
}

test('after a declined card, another one subscribes', async ({ page, person, catalog }) => {
  const offer = OFFERS[catalog];
  await givenCheckout(page, person, offer.plan);
  await pay(page, { card: CARDS.isDeclined, email: person.email });
  await expect(page.getByRole('alert')).toContainText(/declined/i);
  await expectGoodPage(page);

  await pay(page, { card: CARDS.pays, email: person.email });
  await page.waitForURL(/\/subscription\/success/);
  await expect(page.getByRole('heading', { name: offer.title })).toBeVisible();
  await expectGoodPage(page);
  await expectPlanOnAccount(page, offer);
  await expectGoodPage(page);
});

test('after a failed authentication, a passed one subscribes', async ({ page, person, catalog }) => {
  const offer = OFFERS[catalog];
  await givenCheckout(page, person, offer.plan);
  await pay(page, { card: CARDS.asksForAuthentication, email: person.email });
  await expect(page.getByRole('button', { name: 'Fail authentication' })).toBeVisible();
  await expectGoodPage(page);
  await answerBank(page, 'Fail');
  await expect(page.getByRole('alert')).toContainText(/authenticate/i);

  await pay(page, { card: CARDS.asksForAuthentication, email: person.email });
  await answerBank(page, 'Complete');
  await page.waitForURL(/\/subscription\/success/);
  await expect(page.getByRole('heading', { name: offer.title })).toBeVisible();
  await expectPlanOnAccount(page, offer);
});

test('a subscriber sees the current plan, manages it at Stripe, and has a welcome mail', async ({
  page,
  person,
  catalog,
}) => {
  const offer = OFFERS[catalog];
  await givenCheckout(page, person, offer.plan);
  await pay(page, { card: CARDS.pays, email: person.email });
  await page.waitForURL(/\/subscription\/success/);

  await page.goto('/pricing');
  const card = page.getByRole('article', { name: offer.plan });
  await expect(card).toContainText('Current plan');
  await expectGoodPage(page);

  await page.goto('/sandbox/mail');
  await expect(page.getByRole('list', { name: 'Messages' })).toContainText(person.email);
  await expectGoodPage(page);

  await page.goto('/account');
  await page.getByRole('button', { name: 'Manage subscription' }).click();
  await page.waitForURL(/\/p\/session\//);
  await expect(page.getByRole('main')).toContainText(offer.plan);
  await expectGoodPage(page);
});

test('leaving Checkout by its back link charges nothing and says so', async ({ page, person, catalog }) => {
  await givenCheckout(page, person, OFFERS[catalog].plan);
  await expectGoodPage(page);
  await page.getByRole('link', { name: /^Back to/ }).click();
  await page.waitForURL(/\/pricing/);
  await expect(page.getByRole('main')).toContainText('Nothing was charged');
});
