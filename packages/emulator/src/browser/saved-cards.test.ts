import type Stripe from 'stripe';
import { expect } from 'vitest';
import { fillCard } from './testing/given-shop-page.ts';
import type { ShopSite } from './testing/given-shop-page.ts';
import { test } from './testing/shop-test.ts';

/** A customer's payment, in a browser that may act for them. */
async function openFor(site: ShopSite, customer: string) {
  const intent = await site.stripe.paymentIntents.create({ amount: 2500, currency: 'usd', customer });
  const session = await site.stripe.customerSessions.create({
    customer,
    components: {
      payment_element: {
        enabled: true,
        features: {
          payment_method_redisplay: 'enabled',
          payment_method_remove: 'enabled',
          payment_method_save: 'enabled',
          payment_method_save_usage: 'off_session',
        },
      },
    },
  });
  const given = JSON.stringify({ customerSessionClientSecret: session.client_secret });
  return site.open({ flow: 'payment', secret: intent.client_secret ?? '', given });
}

test('a customer who saved a card pays with it, and takes it away', async ({ site }) => {
  const customer = await site.stripe.customers.create();
  const shop = await openFor(site, customer.id);
  await fillCard(shop.element, '4242424242424242');
  await shop.element.getByLabel('Save payment details for future purchases').check();
  await shop.pay();
  const { paymentIntent } = await shop.result();
  expect(paymentIntent).toMatchObject({ status: 'succeeded', setup_future_usage: 'off_session' });
  const [saved] = (await site.stripe.customers.listPaymentMethods(customer.id)).data;
  expect(saved).toMatchObject({ allow_redisplay: 'always', card: { last4: '4242' } });

  const again = await openFor(site, customer.id);
  expect(await again.element.getByRole('radio', { name: /Visa •••• 4242/ }).isChecked()).toBe(true);
  await again.pay();
  expect((await again.result()).paymentIntent).toMatchObject({ status: 'succeeded', payment_method: saved?.id });

  const last = await openFor(site, customer.id);
  await last.element.getByRole('button', { name: /Remove Visa/ }).click();
  await last.element.locator('[name=number]').waitFor();
  expect(await last.events()).toContainEqual(
    expect.objectContaining({ event: 'savedpaymentmethodremove', success: true }),
  );
  expect((await site.stripe.customers.listPaymentMethods(customer.id)).data).toEqual([]);
});

test('a card that is not to be shown again is not', async ({ site }) => {
  const customer = await site.stripe.customers.create();
  const shop = await openFor(site, customer.id);
  await fillCard(shop.element, '4242424242424242');
  await shop.pay();
  expect((await shop.result()).paymentIntent).toMatchObject({ setup_future_usage: null });
  const other = await openFor(site, customer.id);
  await other.element.locator('[name=number]').waitFor();
  expect(await other.element.getByRole('radio').count()).toBe(0);
});

test('one line of card fields, or each in a frame of its own, makes a payment method', async ({ site }) => {
  const intent: Stripe.PaymentIntent = await site.stripe.paymentIntents.create({ amount: 2500, currency: 'usd' });
  const shop = await site.open({ flow: 'card', secret: intent.client_secret ?? '' });
  const card = shop.page.frameLocator('iframe[title="Secure card payment input frame"]');
  await card.locator('[name=cardnumber]').fill('4242424242424242');
  await card.locator('[name=exp-date]').pressSequentially('1234');
  await card.locator('[name=cvc]').fill('123');
  await shop.pay();
  expect((await shop.result()).error).toMatchObject({ type: 'validation_error', code: 'incomplete_zip' });
  await card.locator('[name=postal]').fill('94107');
  await shop.pay();
  expect((await shop.result()).paymentIntent).toMatchObject({ status: 'succeeded' });
  expect((await shop.events()).at(-1)).toMatchObject({ elementType: 'card', brand: 'visa', complete: true });
  const { payment_method } = await site.stripe.paymentIntents.retrieve(intent.id, { expand: ['payment_method'] });
  expect(payment_method).toMatchObject({
    billing_details: { name: 'Ada Lovelace', address: { postal_code: '94107' } },
  });

  const split = await site.open({ flow: 'split' });
  const frame = (title: string) => split.page.frameLocator(`iframe[title="${title}"]`);
  await frame('Secure card number input frame').locator('[name=cardnumber]').fill('5555555555554444');
  await frame('Secure expiration date input frame').locator('[name=exp-date]').pressSequentially('0629');
  await frame('Secure CVC input frame').locator('[name=cvc]').fill('321');
  await split.pay();
  expect((await split.result()).paymentMethod).toMatchObject({
    type: 'card',
    card: { brand: 'mastercard', exp_month: 6, exp_year: 2029, last4: '4444' },
  });
});
