import type { Stripe as StripeJs } from '@stripe/stripe-js';
import type Stripe from 'stripe';
import { expect } from 'vitest';
import { givenPrice } from '../pages/testing/given-shop.ts';
import { frameFaults } from './testing/frame-faults.ts';
import type { ShopPage, ShopSite } from './testing/given-shop-page.ts';
import { test } from './testing/shop-test.ts';

async function givenSession(site: ShopSite, params: Partial<Stripe.Checkout.SessionCreateParams> = {}) {
  const price = await givenPrice(site.stripe, { name: 'Lightweight', amount: 1499 });
  return site.stripe.checkout.sessions.create({
    mode: 'subscription',
    ui_mode: 'form',
    line_items: [{ price: price.id, quantity: 1 }],
    return_url: `${site.url}/thanks?id={CHECKOUT_SESSION_ID}`,
    ...params,
  });
}

function formOf(shop: ShopPage) {
  return shop.page.frameLocator('iframe[title="Secure checkout form frame"]');
}

async function fillForm(shop: ShopPage, number: string): Promise<void> {
  const form = formOf(shop);
  await form.locator('[name=cardNumber]').fill(number);
  await form.locator('[name=cardExpiry]').pressSequentially('1234');
  await form.locator('[name=cardCvc]').fill('123');
  await form.locator('[name=billingName]').fill('Ada Lovelace');
  await form.locator('[name=billingPostalCode]').fill('94107');
}

test('whoever pays in the form has subscribed, and is led to the shop’s own thanks', async ({ site }) => {
  const session = await givenSession(site);
  const shop = await site.open({ flow: 'checkoutForm', secret: session.client_secret ?? '', redirect: 'always' });
  await formOf(shop).locator('[name=email]').fill('ada@example.com');
  await fillForm(shop, '4242424242424242');
  await formOf(shop).getByRole('button', { name: 'Subscribe' }).click();
  await shop.page.waitForURL(`${site.url}/thanks?id=${session.id}`);
  const done = await site.stripe.checkout.sessions.retrieve(session.id, { expand: ['subscription'] });
  expect(done).toMatchObject({ status: 'complete', amount_total: 1499, subscription: { status: 'active' } });
});

test('no card that is typed in the form comes into the shop’s page', async ({ site }) => {
  const session = await givenSession(site, { customer_email: 'ada@example.com' });
  const shop = await site.open({ flow: 'checkoutForm', secret: session.client_secret ?? '' });
  const sent: string[] = [];
  shop.page.on('request', (request) => {
    if (request.frame() === shop.page.mainFrame()) sent.push(`${request.url()} ${request.postData() ?? ''}`);
  });
  await fillForm(shop, '4242424242424242');
  await formOf(shop).getByRole('button', { name: 'Subscribe' }).click();
  expect(await shop.result()).toMatchObject({ type: 'success', session: { status: { type: 'complete' } } });
  await formOf(shop).getByRole('heading', { name: "You're all done" }).waitFor();
  const heard = String(await shop.page.evaluate('JSON.stringify(window.heard)'));
  expect(heard).toContain('"event":"confirm"');
  const known = [heard, await shop.page.content(), ...sent].join(' ').replace(/%20|[\s+-]/g, '');
  expect(known).not.toMatch(/4242424242|1234\/|12\/34/);
});

test('a bank that asks does so over the shop’s page, and who fails may use another card', async ({ site }) => {
  const session = await givenSession(site, { customer_email: 'ada@example.com' });
  const shop = await site.open({ flow: 'checkoutForm', secret: session.client_secret ?? '' });
  const subscribe = formOf(shop).getByRole('button', { name: 'Subscribe' });
  await fillForm(shop, '4000002760003184');
  await subscribe.click();
  await shop.bank.getByRole('button', { name: 'Fail authentication' }).click();
  const { error } = await shop.result();
  expect(error).toMatchObject({ code: 'paymentFailed' });
  expect(await formOf(shop).getByRole('alert').first().textContent()).toBe(error?.['message']);
  await shop.forget();
  await subscribe.click();
  await shop.bank.getByRole('button', { name: 'Complete authentication' }).click();
  expect(await shop.result()).toMatchObject({ type: 'success', session: { status: { paymentStatus: 'paid' } } });
});

test('a decline is told to the shop and said in the form, which keeps what was typed', async ({ site }) => {
  const session = await givenSession(site);
  const shop = await site.open({ flow: 'checkoutForm', secret: session.client_secret ?? '' });
  const subscribe = formOf(shop).getByRole('button', { name: 'Subscribe' });
  await subscribe.click();
  expect(await formOf(shop).locator('#email-error').textContent()).toBe('Email is required.');
  expect(await shop.page.locator('#confirm').textContent()).toBe('');
  await formOf(shop).locator('[name=email]').fill('ada@example.com');
  await fillForm(shop, '4000000000009995');
  await subscribe.click();
  expect(await shop.result()).toMatchObject({
    type: 'error',
    error: { code: 'paymentFailed', paymentFailed: { declineCode: 'insufficient_funds' } },
  });
  expect(await formOf(shop).getByRole('alert').first().textContent()).toContain('insufficient funds');
  expect(await formOf(shop).locator('[name=email]').inputValue()).toBe('ada@example.com');
  expect((await site.stripe.checkout.sessions.retrieve(session.id)).status).toBe('open');
  await formOf(shop).locator('[name=cardNumber]').fill('5555555555554444');
  await shop.forget();
  await subscribe.click();
  expect(await shop.result()).toMatchObject({ type: 'success' });
});

test('the shop hears what is typed but for the card, and what the session becomes', async ({ site }) => {
  const coupon = await site.stripe.coupons.create({ percent_off: 10, duration: 'forever' });
  await site.stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon: coupon.id }, code: 'TEN' });
  const session = await givenSession(site, { allow_promotion_codes: true });
  const shop = await site.open({ flow: 'checkoutForm', secret: session.client_secret ?? '' });
  const form = formOf(shop);
  await form.locator('[name=email]').fill('ada@example.com');
  await fillForm(shop, '4242424242424242');
  const events = await shop.events();
  expect(events.slice(0, 2).map(({ event }) => event)).toEqual(['loaderstart', 'ready']);
  const address = { line1: null, line2: null, city: null, state: null, postal_code: '94107', country: 'US' };
  const typed = { complete: true, empty: false };
  expect(events.findLast(({ event }) => event === 'change')).toEqual({
    event: 'change',
    elementType: 'checkoutForm',
    ...typed,
    value: {
      customerDetails: { email: 'ada@example.com' },
      billingAddress: { name: 'Ada Lovelace', address },
      payment: { collapsed: false, type: 'card' },
    },
    status: { customerDetails: typed, billingAddress: typed, payment: typed },
  });
  expect(await shop.page.evaluate('session')).toMatchObject({ canConfirm: true, email: 'ada@example.com' });

  await form.getByText('Add promotion code').click();
  await form.getByLabel('Promotion code').fill('TEN');
  await form.getByRole('button', { name: 'Apply' }).click();
  await shop.page.waitForFunction("session.total.discount.amount === '$1.50'");
  // 14.99 less 1.499, which rounds to 1.50.
  expect(await form.getByTestId('total-due').textContent()).toBe('$13.49');
  await shop.page.evaluate('actions.removePromotionCode()');
  await form.getByTestId('total-due').filter({ hasText: '$14.99' }).waitFor();
  expect(await form.locator('[name=cardNumber]').inputValue()).toBe('4242 4242 4242 4242');
});

test('the form’s SDK does what the types of Stripe.js promise', async ({ site }) => {
  const session = await givenSession(site, { allow_promotion_codes: true });
  const shop = await site.open({ flow: 'none' });
  await shop.page.waitForFunction('window.stripe');
  const known = await shop.page.evaluate(async (clientSecret) => {
    const { stripe } = globalThis as unknown as { stripe: StripeJs };
    const checkout = stripe.initCheckoutFormSdk({
      clientSecret: Promise.resolve(clientSecret),
      appearance: { theme: 'night', variables: { colorPrimary: '#ffb000' } },
      defaultValues: { email: 'ada@example.com', billingAddress: { name: 'Ada', address: { country: 'DE' } } },
    });
    const form = checkout.createForm({ layout: 'expanded', features: { promotionCodeCollection: 'never' } });
    const { promise: isReady, resolve } = Promise.withResolvers<string>();
    form.on('ready', ({ elementType }) => resolve(elementType));
    form.mount('#element');
    const ready = await isReady;
    const loaded = await checkout.loadActions();
    if (loaded.type === 'error') throw new Error(loaded.error.message);
    const validation = await loaded.actions.validateElements();
    const confirmation = await loaded.actions.confirm({ redirect: 'if_required' });
    const { value } = await form.getValue();
    return {
      actions: Object.keys(loaded.actions),
      confirmation,
      isSame: checkout.getForm() === form,
      ready,
      validation,
      value,
    };
  }, session.client_secret ?? '');
  const message = 'Your card number is incomplete.';
  expect(known).toMatchObject({
    confirmation: { type: 'error', error: { code: null, message } },
    isSame: true,
    ready: 'checkoutForm',
    validation: { type: 'error', error: { validation_errors: [{ element: 'checkoutForm', message }] } },
    value: {
      customerDetails: { email: 'ada@example.com' },
      billingAddress: { name: 'Ada', address: { country: 'DE' } },
    },
  });
  expect(known.actions).not.toContain('updateEmail');
  expect(await formOf(shop).getByText('Add promotion code').isVisible()).toBe(false);
  const button = formOf(shop).getByRole('button', { name: 'Subscribe' });
  expect(
    await button.evaluate('getComputedStyle(document.querySelector(".submit-area .button")).backgroundColor'),
  ).toBe('rgb(255, 176, 0)');
});

test('a session that is for another page, or over, does not load as a form', async ({ site }) => {
  const elements = await givenSession(site, { ui_mode: 'elements' });
  const shop = await site.open({ flow: 'checkoutForm', secret: elements.client_secret ?? '' });
  await shop.page.waitForFunction("document.querySelector('#events').textContent.includes('loaderror')");
  expect((await shop.events()).at(-1)).toMatchObject({ error: { message: expect.stringContaining('ui_mode="form"') } });
  expect(await shop.page.evaluate('checkout.loadActions()')).toMatchObject({ type: 'error', error: { code: null } });
  const over = await givenSession(site);
  await site.stripe.checkout.sessions.expire(over.id);
  const late = await site.open({ flow: 'checkoutForm', secret: over.client_secret ?? '' });
  await late.page.waitForFunction("document.querySelector('#events').textContent.includes('loaderror')");
  expect((await late.events()).at(-1)).toMatchObject({ error: { message: expect.stringContaining('expired') } });
});

test('everybody can read and use the form on light and dark pages, also what is wrong with it', async ({ site }) => {
  const session = await givenSession(site, { allow_promotion_codes: true, billing_address_collection: 'required' });
  const shop = await site.open({ flow: 'checkoutForm', secret: session.client_secret ?? '' });
  await formOf(shop).getByRole('button', { name: 'Subscribe' }).click();
  const frame = shop.page.frames().find((each) => each.url().includes('/c/pay/'));
  await shop.page.emulateMedia({ colorScheme: 'dark' });
  expect(await frame?.evaluate('getComputedStyle(document.documentElement).colorScheme')).toBe('light');
  for (const [theme, scheme, ground] of [
    ['stripe', 'light', '#ffffff'],
    ['night', 'dark', '#000000'],
  ] as const) {
    await shop.page.evaluate(`checkout.changeAppearance({ theme: '${theme}' })`);
    await expect.poll(() => frame?.evaluate('document.documentElement.style.colorScheme')).toBe(scheme);
    expect(frame && (await frameFaults(frame, { ground }))).toEqual([]);
  }
});
