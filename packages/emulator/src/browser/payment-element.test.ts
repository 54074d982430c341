import { expect } from 'vitest';
import { fillCard } from './testing/given-shop-page.ts';
import { test } from './testing/shop-test.ts';

test('whoever pays in the Payment Element has paid, and the shop hears it', async ({ site }) => {
  const { secret } = await site.givenIntent();
  const shop = await site.open({ flow: 'payment', secret });
  await fillCard(shop.element, '4242424242424242');
  expect(await shop.element.locator('[name=number]').inputValue()).toBe('4242 4242 4242 4242');
  await shop.pay();
  expect((await shop.result()).paymentIntent).toMatchObject({ status: 'succeeded', amount: 2500 });
  const events = await shop.events();
  expect(events.slice(0, 2).map(({ event }) => event)).toEqual(['loaderstart', 'ready']);
  expect(events.findLast(({ event }) => event === 'change')).toEqual({
    event: 'change',
    elementType: 'payment',
    complete: true,
    empty: false,
    collapsed: false,
    value: { type: 'card', billingDetails: { address: { country: 'US', postalCode: '94107' } } },
  });
});

test('the card number is in no message, request or element of the page that it is typed in', async ({ site }) => {
  const { secret } = await site.givenIntent();
  const shop = await site.open({ flow: 'payment', secret });
  const sent: string[] = [];
  shop.page.on('request', (request) => {
    if (request.frame() === shop.page.mainFrame()) sent.push(`${request.url()} ${request.postData() ?? ''}`);
  });
  await fillCard(shop.element, '4242424242424242');
  await shop.pay();
  expect((await shop.result()).paymentIntent).toMatchObject({ status: 'succeeded' });
  const heard = String(await shop.page.evaluate('JSON.stringify(window.heard)'));
  expect(heard).toContain('"event":"change"');
  const known = [heard, await shop.page.content(), ...sent].join(' ').replace(/%20|[\s+-]/g, '');
  expect(known).not.toMatch(/4242424242|1234\/|12\/34/);
  expect(shop.page.frames().length).toBeGreaterThan(1);
  await expect(shop.page.evaluate('window.frames[0].document.title')).rejects.toThrow(/cross-origin/);
});

test('with the script in a tag of its own, loadStripe asks nobody else', async ({ site }) => {
  const { secret } = await site.givenIntent();
  const shop = await site.open({ flow: 'payment', secret, own_tag: 'true' });
  const asked: string[] = [];
  shop.page.on('request', (request) => asked.push(request.url()));
  await shop.page.reload();
  await shop.element.locator('[name=number]').waitFor();
  expect(asked.filter((url) => url.includes('stripe.com'))).toEqual([]);
  expect(await shop.page.evaluate('window.Stripe.version')).toBe('endive');
});

test('a decline is told to the shop and said at the card, and another card pays', async ({ site }) => {
  const { secret } = await site.givenIntent();
  const shop = await site.open({ flow: 'payment', secret });
  await fillCard(shop.element, '4000000000009995');
  await shop.pay();
  const { error } = await shop.result();
  expect(error).toMatchObject({ type: 'card_error', code: 'card_declined', decline_code: 'insufficient_funds' });
  expect(error?.['payment_intent']).toMatchObject({ status: 'requires_payment_method' });
  expect(await shop.element.getByRole('alert').filter({ hasText: /\w/ }).textContent()).toBe(error?.['message']);
  await fillCard(shop.element, '5555555555554444');
  await shop.pay();
  expect((await shop.result()).paymentIntent).toMatchObject({ status: 'succeeded' });
});

test('what is incomplete is said at its field and to the shop, before anything is sent', async ({ site }) => {
  const { id, secret } = await site.givenIntent();
  const shop = await site.open({ flow: 'payment', secret });
  await shop.element.locator('[name=number]').fill('4242424242424241');
  await shop.element.locator('[name=expiry]').pressSequentially('1225');
  await shop.pay();
  expect((await shop.result()).error).toMatchObject({ type: 'validation_error', code: 'invalid_number' });
  const errors = await shop.element.getByRole('alert').filter({ hasText: /\w/ }).allTextContents();
  expect(errors).toEqual([
    'Your card number is invalid.',
    "Your card's expiration year is in the past.",
    "Your card's security code is incomplete.",
    'Your ZIP is incomplete.',
  ]);
  expect(await shop.element.locator('[name=number]').getAttribute('aria-invalid')).toBe('true');
  expect((await site.stripe.paymentIntents.retrieve(id)).payment_method).toBeNull();
});

test.for([
  ['Complete authentication', 'succeeded'],
  ['Fail authentication', 'payment_intent_authentication_failure'],
])('the bank asks in a dialog over the page: %s', async ([answer, outcome], { site }) => {
  const { secret } = await site.givenIntent();
  const shop = await site.open({ flow: 'payment', secret });
  await fillCard(shop.element, '4000002760003184');
  await shop.pay();
  await shop.bank.getByRole('button', { name: answer }).click();
  const { paymentIntent, error } = await shop.result();
  expect(paymentIntent?.status ?? error?.code).toBe(outcome);
  expect(await shop.page.locator('dialog').count()).toBe(0);
});

test('a button stays under the pointer that presses it, though what was left is found wrong and the frame grows', async ({
  site,
}) => {
  const { secret } = await site.givenIntent();
  const shop = await site.open({ flow: 'payment', secret });
  await shop.element.locator('[name=number]').fill('4242424242424241');
  const height = async () => (await shop.page.locator('#element iframe').boundingBox())?.height ?? 0;
  const before = await height();
  await shop.page.locator('#pay').hover();
  await shop.page.mouse.down();
  await shop.element.getByRole('alert').filter({ hasText: 'Your card number is invalid.' }).waitFor();
  await shop.page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
  expect(await height()).toBe(before);
  await shop.page.mouse.up();
  expect((await shop.result()).error).toMatchObject({ code: 'invalid_number' });
  await expect.poll(height).toBeGreaterThan(before);
});

test("whoever closes the bank's dialog has not authenticated", async ({ site }) => {
  const { id, secret } = await site.givenIntent();
  const shop = await site.open({ flow: 'payment', secret });
  await fillCard(shop.element, '4000002760003184');
  await shop.pay();
  await shop.page
    .frameLocator('iframe[src*="three-ds-2-challenge"]')
    .getByRole('button', { name: /cancel/i })
    .click();
  expect((await shop.result()).error).toMatchObject({ code: 'payment_intent_authentication_failure' });
  expect((await site.stripe.paymentIntents.retrieve(id)).status).toBe('requires_payment_method');
});

test('a shop that always redirects finds the outcome in its own address', async ({ site }) => {
  const { id, secret } = await site.givenIntent();
  const shop = await site.open({ flow: 'payment', secret, redirect: 'always' });
  await fillCard(shop.element, '4242424242424242');
  await shop.pay();
  await shop.page.waitForURL(/\/thanks/);
  expect(Object.fromEntries(new URL(shop.page.url()).searchParams)).toEqual({
    payment_intent: id,
    payment_intent_client_secret: secret,
    redirect_status: 'succeeded',
  });
});

test('a bank that a payment was sent to by its return address sends the customer back', async ({ site }) => {
  const { id, secret } = await site.givenIntent();
  await site.stripe.paymentIntents.confirm(id, {
    payment_method: 'pm_card_authenticationRequired',
    return_url: `${site.url}/thanks`,
  });
  const shop = await site.open({ flow: 'nextAction', secret });
  await shop.pay();
  await shop.page.getByRole('button', { name: 'Complete authentication' }).click();
  await shop.page.waitForURL(/\/thanks\?payment_intent=/);
  expect(new URL(shop.page.url()).searchParams.get('redirect_status')).toBe('succeeded');
});

test('a card is saved for later, and whoever gives it is told', async ({ site }) => {
  const customer = await site.stripe.customers.create();
  const setup = await site.stripe.setupIntents.create({ customer: customer.id });
  const shop = await site.open({ flow: 'payment', secret: setup.client_secret ?? '' });
  expect(await shop.element.locator('.terms').textContent()).toContain('you allow Purser sandbox to charge your card');
  await fillCard(shop.element, '4000000000003220');
  await shop.pay();
  await shop.bank.getByRole('button', { name: 'Complete authentication' }).click();
  expect((await shop.result()).setupIntent).toMatchObject({ status: 'succeeded' });
  expect((await site.stripe.customers.listPaymentMethods(customer.id)).data).toMatchObject([
    { card: { last4: '3220' } },
  ]);
});

test('elements can come before their intent, if the sum stays the same', async ({ site }) => {
  const shop = await site.open({ flow: 'deferred' });
  await shop.pay();
  expect((await shop.result()).error).toMatchObject({ type: 'validation_error', code: 'incomplete_number' });
  expect((await site.stripe.paymentIntents.list({ limit: 100 })).data.map(({ amount }) => amount)).not.toContain(2600);
  await fillCard(shop.element, '4242424242424242');
  await shop.pay();
  expect((await shop.result()).paymentIntent).toMatchObject({ status: 'succeeded', amount: 2600 });

  const other = await site.open({ flow: 'deferred', given: '{"amount":9900}' });
  await fillCard(other.element, '4242424242424242');
  await other.pay();
  expect((await other.result()).error).toMatchObject({ type: 'invalid_request_error' });
});

test('a token holds card, name and address until the server confirms with it', async ({ site }) => {
  const shop = await site.open({ flow: 'token' });
  await fillCard(shop.element, '4242424242424242', { hasPostalCode: false });
  expect(await shop.element.locator('[name=postalCode]').isVisible()).toBe(false);
  const address = shop.page.frameLocator('iframe[title="Secure address input frame"]');
  await address.locator('[name=name]').fill('Ada Lovelace');
  await address.locator('[name=country]').selectOption('GB');
  await address.locator('[name=addressLine1]').fill('12 Mill Lane');
  await address.locator('[name=locality]').fill('Hull');
  await address.locator('[name=postalCode]').fill('HU1 1AA');
  await shop.pay();
  const { confirmationToken: token } = await shop.result();
  expect(token).toMatchObject({
    object: 'confirmation_token',
    payment_method_preview: {
      billing_details: { name: 'Ada Lovelace', address: { line1: '12 Mill Lane', city: 'Hull', country: 'GB' } },
      card: { last4: '4242' },
    },
  });
  const paid = await site.stripe.paymentIntents.create({
    amount: 2500,
    currency: 'usd',
    confirm: true,
    confirmation_token: String(token?.id),
  });
  expect(paid.status).toBe('succeeded');
});
