import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { givenCustomer } from '../../billing-cycle/given-billing.ts';
import { givenEmulator } from '../../testing/given-emulator.ts';
import { givenSession } from './given-session.ts';

/** What a form in a merchant's page needs and a page of Stripe's does not. */
const asForm = { ui_mode: 'form', success_url: undefined as never, return_url: 'https://example.com/back' } as const;

describe('Stripe refuses a Checkout session', () => {
  const refused: [string, Partial<Stripe.Checkout.SessionCreateParams>, string][] = [
    [
      'with codes typed and given',
      { allow_promotion_codes: true, discounts: [{ coupon: 'X' }] },
      'You may only specify one',
    ],
    ['without a way back', { success_url: undefined as unknown as string }, 'Missing required param: success_url.'],
    ['with a trial of nothing', { subscription_data: { trial_period_days: 0 } }, 'minimum number of trial period days'],
    ['that lasts ten minutes', { expires_at: Date.parse('2026-01-01T00:10:00Z') / 1000 }, 'at least 30 minutes'],
    [
      'that updates a customer it has not',
      { customer_update: { address: 'auto' } },
      '`customer_update` can only be used',
    ],
    [
      'with data of another mode',
      { payment_intent_data: { description: 'x' } },
      'You can not pass `payment_intent_data`',
    ],
    ['embedded with a success address', { ui_mode: 'embedded_page' }, '`success_url` can only be used'],
    ['as a form with a success address', { ui_mode: 'form' }, '`success_url` can only be used'],
    [
      'as a form without a way back',
      { ...asForm, return_url: undefined as never },
      'Missing required param: return_url',
    ],
    [
      'as a form that offers more',
      { ...asForm, optional_items: [{ price: 'price_x', quantity: 1 }] },
      '`optional_items` cannot be used with `ui_mode` set to `form`.',
    ],
    [
      'as a form whose details a server may say',
      { ...asForm, permissions: { update_shipping_details: 'server_only' } },
      '`permissions` can only be used with `ui_mode` set to `embedded_page` or `elements`.',
    ],
  ];
  test.each(refused)('%s', async (_name, params, message) => {
    const { stripe } = await givenEmulator();
    await expect(givenSession(stripe, params)).rejects.toThrow(message);
  });

  test('that taxes a customer whose place it can neither know nor learn', async () => {
    const { stripe } = await givenEmulator();
    const customer = await givenCustomer(stripe);
    await expect(
      givenSession(stripe, { customer: customer.id, automatic_tax: { enabled: true } }),
    ).rejects.toMatchObject({
      code: 'customer_tax_location_invalid',
    });
  });

  test('that names payment method types', async () => {
    const { stripe } = await givenEmulator();
    const params = { payment_method_types: ['card'] } as Partial<Stripe.Checkout.SessionCreateParams>;
    await expect(givenSession(stripe, params)).rejects.toMatchObject({
      code: 'payment_method_types_no_longer_supported',
    });
  });
});

test('a form in a merchant’s page has a secret for the browser and no address of its own', async () => {
  const { stripe } = await givenEmulator();
  const session = await givenSession(stripe, asForm);
  expect(session).toMatchObject({
    client_secret: expect.stringContaining(`${session.id}_secret_`),
    redirect_on_completion: 'always',
    return_url: 'https://example.com/back',
    ui_mode: 'form',
    url: null,
  });
  await expect(
    stripe.checkout.sessions.update(session.id, {
      collected_information: { shipping_details: { name: 'Ada', address: { country: 'DE', line1: 'Am Ufer 1' } } },
    }),
  ).rejects.toMatchObject({ param: 'collected_information' });
});
