import { expect, test } from 'vitest';
import type Stripe from 'stripe';
import { givenDebits } from '../../testing/given-debits.ts';
import { givenEmulator } from '../../testing/given-emulator.ts';

type CreateParams = Stripe.Checkout.SessionCreateParams;

/** An account whose default configuration switches both bank debits on. */
async function givenAccount() {
  const { stripe } = await givenEmulator();
  await givenDebits(stripe);
  const typesOf = async (currency: string, params: Partial<CreateParams> = {}) => {
    const price_data = { currency, unit_amount: 1900, product_data: { name: 'Gloves' } };
    const session = await stripe.checkout.sessions.create({
      mode: 'payment',
      line_items: [{ price_data, quantity: 1 }],
      success_url: 'https://example.com/',
      ...params,
    });
    return session.payment_method_types;
  };
  return { stripe, typesOf };
}

test('a session offers the debits that are switched on, each in its own currency', async () => {
  const { typesOf } = await givenAccount();
  expect(await typesOf('eur')).toEqual(['card', 'sepa_debit']);
  expect(await typesOf('usd')).toEqual(['card', 'us_bank_account']);
  expect(await typesOf('gbp')).toEqual(['card']);
  const setup = { mode: 'setup', line_items: undefined as never } as const;
  expect(await typesOf('', { ...setup, currency: 'usd' })).toEqual(['card', 'us_bank_account']);
});

test('a session narrows what it offers, and money that is only held comes from cards', async () => {
  const { stripe, typesOf } = await givenAccount();
  expect(await typesOf('eur', { allowed_payment_method_types: ['sepa_debit'] })).toEqual(['sepa_debit']);
  expect(await typesOf('eur', { excluded_payment_method_types: ['sepa_debit'] })).toEqual(['card']);
  expect(await typesOf('eur', { payment_intent_data: { capture_method: 'manual' } })).toEqual(['card']);
  const cards = await stripe.paymentMethodConfigurations.create({ name: 'Cards' });
  expect(await typesOf('eur', { payment_method_configuration: cards.id })).toEqual(['card']);
  await expect(typesOf('usd', { allowed_payment_method_types: ['sepa_debit'] })).rejects.toMatchObject({
    param: 'allowed_payment_method_types',
  });
});

test('a payment link that lists its ways to pay asks no configuration', async () => {
  const { emulator, stripe } = await givenEmulator();
  const gloves = { currency: 'eur', unit_amount: 1900, product_data: { name: 'Gloves' } };
  const price = await stripe.prices.create(gloves);
  const line_items = [{ price: price.id, quantity: 1 }];
  const link = await stripe.paymentLinks.create({ line_items, payment_method_types: ['sepa_debit', 'klarna'] });
  await fetch(link.url.replace(/^https?:\/\/[^/]+/, emulator.url), { redirect: 'manual' });
  const [session] = (await stripe.checkout.sessions.list({ payment_link: link.id })).data;
  expect(session?.payment_method_types).toEqual(['sepa_debit']);
  await expect(
    stripe.paymentLinks.create({ line_items, payment_method_types: ['us_bank_account'] }),
  ).rejects.toMatchObject({ param: 'payment_method_types' });
});
