import type Stripe from 'stripe';
import { expect } from 'vitest';
import { givenDebits } from '../testing/given-debits.ts';
import { frameFaults } from './testing/frame-faults.ts';
import type { ShopPage } from './testing/given-shop-page.ts';
import { test } from './testing/shop-test.ts';

async function fill({ element }: ShopPage, values: Record<string, string>): Promise<void> {
  for (const [name, value] of Object.entries(values)) await element.locator(`[name=${name}]`).fill(value);
}

/** All that the shop's page could have seen or sent. */
async function knownTo({ page }: ShopPage): Promise<string> {
  return `${String(await page.evaluate('JSON.stringify(window.heard)'))} ${await page.content()}`.replace(/\s/g, '');
}

const usAccount = { routingNumber: '110000000', accountNumber: '000123456789' };

test('whoever pays by SEPA debit agrees to a mandate, and the shop sees no number', async ({ site }) => {
  await givenDebits(site.stripe);
  const intent = await site.stripe.paymentIntents.create({ amount: 2500, currency: 'eur' });
  const shop = await site.open({ flow: 'payment', secret: intent.client_secret ?? '' });
  await shop.element.getByRole('tab', { name: 'Card' }).press('ArrowRight');
  expect(await shop.element.getByRole('tab', { name: 'SEPA Debit', selected: true }).isVisible()).toBe(true);
  expect(await shop.element.locator('[name=number]').isVisible()).toBe(false);
  expect(await shop.element.locator('.terms').textContent()).toContain('you give Purser sandbox a mandate');
  await fill(shop, { name: 'Ada Lovelace', iban: 'DE89 3704 0044 0532 0130 01' });
  await shop.pay();
  expect((await shop.result()).error).toMatchObject({ type: 'validation_error', code: 'incomplete_email' });
  const errors = await shop.element.getByRole('alert').filter({ hasText: /\w/ }).allTextContents();
  expect(errors).toEqual(['Your email is incomplete.', 'Your IBAN is invalid.']);
  const [, frame] = shop.page.frames();
  expect(frame && (await frameFaults(frame, { ground: '#ffffff' }))).toEqual([]);
  await fill(shop, { email: 'ada@example.com', iban: 'DE89 3704 0044 0532 0130 00' });
  await shop.pay();
  expect((await shop.result()).paymentIntent).toMatchObject({ status: 'processing' });
  expect(await shop.events()).toContainEqual(
    expect.objectContaining({ event: 'change', complete: true, value: { type: 'sepa_debit' } }),
  );
  expect(await knownTo(shop)).not.toMatch(/DE89|0532|ada@/);
  await site.emulator.advance({ seconds: 5 });
  const paid = await site.stripe.paymentIntents.retrieve(intent.id, { expand: ['latest_charge'] });
  expect(paid).toMatchObject({
    status: 'succeeded',
    latest_charge: { billing_details: { name: 'Ada Lovelace', email: 'ada@example.com' } },
  });
  const { mandate } = (paid.latest_charge as Stripe.Charge).payment_method_details?.sepa_debit ?? {};
  expect(await site.stripe.mandates.retrieve(mandate as string)).toMatchObject({
    customer_acceptance: { type: 'online' },
    type: 'single_use',
  });
});

test('an account in the United States is saved, and offered again', async ({ site }) => {
  await givenDebits(site.stripe);
  const customer = (await site.stripe.customers.create()).id;
  const setup = await site.stripe.setupIntents.create({ customer, excluded_payment_method_types: ['sepa_debit'] });
  const shop = await site.open({ flow: 'payment', secret: setup.client_secret ?? '' });
  await shop.element.getByRole('tab', { name: 'US bank account' }).click();
  await fill(shop, { name: 'Grace Hopper', email: 'grace@example.com', ...usAccount });
  await shop.pay();
  expect((await shop.result()).setupIntent).toMatchObject({ status: 'succeeded' });
  expect(await knownTo(shop)).not.toContain('000123456789');
  const [saved] = (await site.stripe.customers.listPaymentMethods(customer)).data;
  expect(saved).toMatchObject({ us_bank_account: { account_holder_type: 'individual', last4: '6789' } });

  await site.stripe.paymentMethods.update(saved?.id ?? '', { allow_redisplay: 'always' });
  const features = { payment_method_redisplay: 'enabled' as const };
  const session = await site.stripe.customerSessions.create({
    customer,
    components: { payment_element: { enabled: true, features } },
  });
  const intent = await site.stripe.paymentIntents.create({ amount: 2500, currency: 'usd', customer });
  const given = JSON.stringify({ customerSessionClientSecret: session.client_secret });
  const again = await site.open({ flow: 'payment', secret: intent.client_secret ?? '', given });
  expect(await again.element.getByRole('radio', { name: /Stripe Test Bank •••• 6789/ }).isChecked()).toBe(true);
  await again.pay();
  expect((await again.result()).paymentIntent).toMatchObject({ status: 'processing', payment_method: saved?.id });
});

test('elements without an intent offer what the shop means to take, and make a token of it', async ({ site }) => {
  await givenDebits(site.stripe);
  const shop = await site.open({ flow: 'token' });
  await shop.element.getByRole('tab', { name: 'US bank account' }).click();
  const address = shop.page.frameLocator('iframe[title="Secure address input frame"]');
  await address.locator('[name=name]').fill('Ada Lovelace');
  await address.locator('[name=addressLine1]').fill('1 Main St');
  await address.locator('[name=locality]').fill('San Francisco');
  await address.locator('[name=postalCode]').fill('94107');
  await fill(shop, { email: 'ada@example.com', ...usAccount, accountNumber: '000222222227' });
  await shop.element.locator('[name=accountHolderType]').selectOption('company');
  await shop.pay();
  const { confirmationToken: token } = await shop.result();
  expect(token).toMatchObject({
    payment_method_preview: {
      type: 'us_bank_account',
      us_bank_account: { account_holder_type: 'company', last4: '2227' },
    },
  });
  const params = { amount: 2500, currency: 'usd', confirm: true, confirmation_token: String(token?.id) };
  expect((await site.stripe.paymentIntents.create(params)).status).toBe('processing');
});

test("Checkout's elements take bank debits as its page does", async ({ site }) => {
  await givenDebits(site.stripe);
  const price_data = { currency: 'eur', unit_amount: 2000, product_data: { name: 'Gloves' } };
  const session = await site.stripe.checkout.sessions.create({
    mode: 'payment',
    ui_mode: 'elements',
    line_items: [{ price_data, quantity: 1 }],
    return_url: `${site.url}/thanks`,
    customer_email: 'ada@example.com',
  });
  const shop = await site.open({ flow: 'checkout', secret: session.client_secret ?? '' });
  await shop.element.getByRole('tab', { name: 'SEPA Debit' }).click();
  expect(await shop.element.locator('[name=email]').isVisible()).toBe(false);
  await fill(shop, { name: 'Ada Lovelace', iban: 'CH9300762011623852957' });
  await fill(shop, { addressLine1: 'Bundesplatz 3' });
  await shop.pay();
  expect(await shop.result()).toMatchObject({ type: 'success' });
  expect(await site.stripe.checkout.sessions.retrieve(session.id)).toMatchObject({
    status: 'complete',
    payment_status: 'unpaid',
    customer_details: { address: { line1: 'Bundesplatz 3', country: 'CH' } },
  });
});
