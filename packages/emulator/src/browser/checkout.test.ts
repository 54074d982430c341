import type Stripe from 'stripe';
import { expect } from 'vitest';
import { givenPrice } from '../pages/testing/given-shop.ts';
import { fillCard } from './testing/given-shop-page.ts';
import type { ShopSite } from './testing/given-shop-page.ts';
import { test } from './testing/shop-test.ts';

async function givenSession(
  site: ShopSite,
  params: Partial<Stripe.Checkout.SessionCreateParams>,
): Promise<Stripe.Checkout.Session> {
  const price = await givenPrice(site.stripe, { name: 'Lightweight', amount: 1499 });
  return site.stripe.checkout.sessions.create({
    mode: 'subscription',
    line_items: [{ price: price.id, quantity: 1 }],
    ...(params.redirect_on_completion === 'never' ? {} : { return_url: `${site.url}/thanks?id={CHECKOUT_SESSION_ID}` }),
    ...params,
  });
}

test("Checkout's elements sell a subscription in the shop's own page", async ({ site }) => {
  const session = await givenSession(site, { ui_mode: 'elements', allow_promotion_codes: true });
  const coupon = await site.stripe.coupons.create({ percent_off: 10, duration: 'forever' });
  await site.stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon: coupon.id }, code: 'TEN' });
  const shop = await site.open({ flow: 'checkout', secret: session.client_secret ?? '', redirect: 'always' });
  await fillCard(shop.element, '4000000000000002');
  const act = (call: string) => shop.page.evaluate(`actions.${call}`);
  expect(await act('getSession()')).toMatchObject({
    canConfirm: false,
    recurring: { interval: 'month', intervalCount: 1, dueNext: { total: { amount: '$14.99' } } },
    total: { total: { amount: '$14.99', minorUnitsAmount: 1499 } },
  });
  expect(await act("applyPromotionCode('NONE')")).toMatchObject({ type: 'error', error: { code: 'invalidCode' } });
  await act("applyPromotionCode('TEN')");
  expect(await act('removePromotionCode()')).toMatchObject({ session: { total: { total: { amount: '$14.99' } } } });
  await act("applyPromotionCode('TEN')");
  expect(await act("updateEmail('ada')")).toMatchObject({ type: 'error', error: { code: 'invalidEmail' } });
  await act("updateEmail('ada@example.com')");
  // 14.99 less 1.499, which rounds to 1.50.
  expect(await act('getSession()')).toMatchObject({ canConfirm: true, total: { total: { amount: '$13.49' } } });

  await shop.pay();
  expect(await shop.result()).toMatchObject({
    type: 'error',
    error: { code: 'paymentFailed', paymentFailed: { declineCode: 'generic_decline' } },
  });
  await fillCard(shop.element, '4242424242424242');
  await shop.pay();
  await shop.page.waitForURL(`${site.url}/thanks?id=${session.id}`);
  const done = await site.stripe.checkout.sessions.retrieve(session.id, { expand: ['subscription'] });
  expect(done).toMatchObject({
    status: 'complete',
    amount_total: 1349,
    customer_details: { email: 'ada@example.com' },
    subscription: { status: 'active' },
  });
});

test("Checkout's elements pass the bank, and stay in the page if the shop wants it", async ({ site }) => {
  const session = await givenSession(site, { ui_mode: 'elements', customer_email: 'ada@example.com' });
  const shop = await site.open({ flow: 'checkout', secret: session.client_secret ?? '' });
  await fillCard(shop.element, '4000002760003184');
  await shop.pay();
  await shop.bank.getByRole('button', { name: 'Complete authentication' }).click();
  expect(await shop.result()).toMatchObject({
    type: 'success',
    session: { status: { type: 'complete', paymentStatus: 'paid' } },
  });
});

test('an embedded page pays in a frame and leads the shop to its return address', async ({ site }) => {
  const session = await givenSession(site, { ui_mode: 'embedded_page', customer_email: 'ada@example.com' });
  expect(session.url).toBeNull();
  const shop = await site.open({ flow: 'embedded', secret: session.client_secret ?? '' });
  const page = shop.page.frameLocator('iframe[name="embedded-checkout"]');
  await page.locator('[name=billingName]').fill('Ada Lovelace');
  await page.locator('[name=billingPostalCode]').fill('94107');
  await page.locator('[name=cardNumber]').fill('4000002760003184');
  await page.locator('[name=cardExpiry]').pressSequentially('1234');
  await page.locator('[name=cardCvc]').fill('123');
  await page.getByTestId('hosted-payment-submit-button').click();
  await page.getByRole('button', { name: 'Complete authentication' }).click();
  await shop.page.waitForURL(`${site.url}/thanks?id=${session.id}`);
  expect((await site.stripe.checkout.sessions.retrieve(session.id)).status).toBe('complete');
});

test('an embedded page that never redirects tells the shop that it is complete', async ({ site }) => {
  const session = await givenSession(site, {
    ui_mode: 'embedded_page',
    redirect_on_completion: 'never',
    customer_email: 'ada@example.com',
    payment_method_collection: 'if_required',
    subscription_data: {
      trial_period_days: 7,
      trial_settings: { end_behavior: { missing_payment_method: 'cancel' } },
    },
  });
  const shop = await site.open({ flow: 'embedded', secret: session.client_secret ?? '' });
  const page = shop.page.frameLocator('iframe[name="embedded-checkout"]');
  await page.getByTestId('hosted-payment-submit-button').click();
  expect(await shop.result()).toBe('complete');
  await page.getByRole('heading', { name: "You're all done" }).waitFor();
});
