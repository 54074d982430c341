import type { Browser, Page } from '@playwright/test';
import type Stripe from 'stripe';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { givenPortalShop } from '../testing/given-portal-shop.ts';
import type { PortalShop } from '../testing/given-portal-shop.ts';
import { pageFaults } from '../testing/inspect-page.ts';
import { launchChromium } from '../testing/launch-chromium.ts';

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

async function openPortal(
  customer: string,
  flow?: Stripe.BillingPortal.SessionCreateParams.FlowData,
): Promise<{ page: Page }> {
  const context = await browser.newContext();
  context.setDefaultTimeout(30_000);
  onTestFinished(() => context.close());
  const page = await context.newPage();
  await page.goto(await portal.givenLink(customer, flow));
  return { page };
}

test('the first page says what one has, what comes next and what was paid', async () => {
  const { customer } = await portal.givenSubscriber('<b>Ada</b> Lovelace');
  const { page } = await openPortal(customer.id);
  await page.getByText('$14.99 per month').waitFor();
  await page.getByText('It renews on 21 December 2026 with Visa ending in 4242.').waitFor();
  await page.getByText('<b>Ada</b> Lovelace').waitFor();
  expect(await page.getByRole('link', { name: /^Invoice / }).count()).toBe(1);
  expect(await page.getByRole('link', { name: /^Return to/ }).getAttribute('href')).toBe(`${portal.shop.url}/account`);
  expect(await pageFaults(page)).toEqual([]);
});

test('a change of plan costs what the preview said, to the cent', async () => {
  const { customer, subscription } = await portal.givenSubscriber();
  const { page } = await openPortal(customer.id);
  await page.getByRole('link', { name: 'Change plan' }).click();
  await page.getByLabel('Middleweight').check();
  await page.getByLabel('Promotion code').fill('NOPE');
  await page.getByTestId('continue').click();
  await page.getByRole('alert').waitFor();
  await page.getByLabel('Middleweight').check();
  expect(await pageFaults(page)).toEqual([]);
  await page.getByTestId('continue').click();
  await page.getByText('Unused time on').waitFor();
  expect(await pageFaults(page)).toEqual([]);
  // Bought and changed in the same second of the held clock: the whole old price comes back.
  await page.getByText('You pay $64.01 today and $79.00 on 21 December 2026.').waitFor();
  await page.getByTestId('confirm').click();
  await page.getByText('Your plan has changed.').waitFor();
  const after = await portal.stripe.subscriptions.retrieve(subscription.id, { expand: ['latest_invoice'] });
  expect(after.items.data[0]?.price.id).toBe(portal.middleweight.id);
  expect(after.latest_invoice).toMatchObject({ amount_paid: 6401, status: 'paid' });
});

test('cancelling takes a reason, keeps access until the end, and can be taken back', async () => {
  const { customer, subscription } = await portal.givenSubscriber();
  const { page } = await openPortal(customer.id);
  await page.getByRole('link', { name: 'Cancel plan' }).click();
  await page.getByText('ends on 21 December 2026').waitFor();
  expect(await pageFaults(page)).toEqual([]);
  await page.getByLabel("It's too expensive").check();
  await page.getByLabel(/Anything else/).fill('Maybe later');
  await page.getByTestId('confirm').click();
  await page.getByText('It ends on 21 December 2026. You keep access until then.').waitFor();
  const cancelling = await portal.stripe.subscriptions.retrieve(subscription.id);
  // A flexible subscription gets a date, and not the flag.
  expect(cancelling).toMatchObject({
    status: 'active',
    cancel_at_period_end: false,
    cancel_at: Date.UTC(2026, 11, 21, 12) / 1000,
    cancellation_details: { feedback: 'too_expensive', comment: 'Maybe later' },
  });
  await page.getByRole('button', { name: "Don't cancel" }).click();
  await page.getByText('It renews on 21 December 2026').waitFor();
  expect((await portal.stripe.subscriptions.retrieve(subscription.id)).cancel_at).toBeNull();
});

test('a new card is checked with the bank, then pays for the plan', async () => {
  const { customer, subscription, card } = await portal.givenSubscriber();
  const { page } = await openPortal(customer.id);
  await page.getByRole('link', { name: 'Update card' }).click();
  expect(await pageFaults(page)).toEqual([]);
  await page.locator('[name=billingPostalCode]').fill('94107');
  await page.locator('[name=cardNumber]').fill('4000000000000002');
  await page.locator('[name=cardExpiry]').fill('11 / 33');
  await page.locator('[name=cardCvc]').fill('123');
  await page.getByTestId('confirm').click();
  await page.getByRole('alert').filter({ hasText: 'Your card was declined.' }).waitFor();
  await page.locator('[name=cardNumber]').fill('4000002500003155');
  await page.locator('[name=cardExpiry]').fill('11 / 33');
  await page.locator('[name=cardCvc]').fill('123');
  await page.getByTestId('confirm').click();
  await page.getByRole('button', { name: 'Complete authentication' }).click();
  await page.getByText('Your new card is saved.').waitFor();
  await page.getByText('Visa ending in 3155, expires 11/2033').waitFor();
  const after = await portal.stripe.subscriptions.retrieve(subscription.id);
  expect(after.default_payment_method).not.toBe(card.id);
  const owner = (await portal.stripe.customers.retrieve(customer.id)) as Stripe.Customer;
  expect(owner.invoice_settings.default_payment_method).toBe(after.default_payment_method);
});

test('billing information and tax ids change as far as they are allowed to', async () => {
  const { customer } = await portal.givenSubscriber();
  const { page } = await openPortal(customer.id);
  await page.getByRole('link', { name: 'Update information' }).click();
  expect(await page.getByLabel('Phone number').count()).toBe(0);
  await page.getByLabel('Name').fill('Ada King');
  await page.getByLabel('Country or region').selectOption('GB');
  await page.getByLabel('Address line 1').fill('12 St James Square');
  await page.getByLabel('Postal code').fill('SW1Y 4JH');
  await page.getByTestId('confirm').click();
  await page.getByText('12 St James Square').waitFor();
  await page.getByRole('link', { name: 'Update information' }).click();
  await page.getByLabel('Tax ID type').selectOption('gb_vat');
  await page.getByLabel('Tax ID', { exact: true }).fill('nonsense');
  await page.getByRole('button', { name: 'Add tax ID' }).click();
  await page.getByRole('alert').waitFor();
  expect(await pageFaults(page)).toEqual([]);
  await page.getByLabel('Tax ID', { exact: true }).fill('GB123456789');
  await page.getByRole('button', { name: 'Add tax ID' }).click();
  await page.getByText('United Kingdom VAT number: GB123456789').waitFor();
  const changed = await portal.stripe.customers.retrieve(customer.id, { expand: ['tax_ids'] });
  expect(changed).toMatchObject({
    name: 'Ada King',
    address: { country: 'GB', line1: '12 St James Square', postal_code: 'SW1Y 4JH' },
    tax_ids: { data: [{ type: 'gb_vat', value: 'GB123456789' }] },
  });
  await page.getByRole('button', { name: 'Remove GB123456789' }).click();
  await page.getByText('No tax ID is saved.').waitFor();
});

test('a link for one thing opens there, and goes on where it says', async () => {
  const { customer, subscription } = await portal.givenSubscriber();
  const coupon = await portal.stripe.coupons.create({ percent_off: 20, duration: 'repeating', duration_in_months: 3 });
  const cancel = await openPortal(customer.id, {
    type: 'subscription_cancel',
    subscription_cancel: {
      subscription: subscription.id,
      retention: { type: 'coupon_offer', coupon_offer: { coupon: coupon.id } },
    },
    after_completion: { type: 'redirect', redirect: { return_url: `${portal.shop.url}/stayed` } },
  });
  await cancel.page.getByText('get 20% off for 3 months').waitFor();
  expect(await pageFaults(cancel.page)).toEqual([]);
  await cancel.page.getByRole('button', { name: 'Accept and keep plan' }).click();
  await cancel.page.waitForURL(`${portal.shop.url}/stayed`);
  const stayed = await portal.stripe.subscriptions.retrieve(subscription.id, { expand: ['discounts'] });
  expect(stayed).toMatchObject({ cancel_at: null, discounts: [{ source: { coupon: coupon.id } }] });

  const half = await portal.stripe.coupons.create({ percent_off: 50, duration: 'once' });
  const confirm = await openPortal(customer.id, {
    type: 'subscription_update_confirm',
    subscription_update_confirm: {
      subscription: subscription.id,
      items: [{ id: subscription.items.data[0]?.id ?? '', price: portal.middleweight.id }],
      discounts: [{ coupon: half.id }],
    },
    after_completion: { type: 'hosted_confirmation', hosted_confirmation: { custom_message: 'Enjoy Middleweight!' } },
  });
  const shown = await confirm.page.locator('.lines .total .money').textContent();
  await confirm.page.getByTestId('confirm').click();
  await confirm.page.getByText('Enjoy Middleweight!').waitFor();
  const [invoice] = (await portal.stripe.invoices.list({ customer: customer.id })).data;
  expect(shown).toBe(`$${((invoice?.amount_paid ?? 0) / 100).toFixed(2)}`);
  expect(invoice?.billing_reason).toBe('subscription_update');
});
