import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { givenCustomer } from '../../billing-cycle/given-billing.ts';
import { givenEmulator } from '../../testing/given-emulator.ts';
import { givenSession } from './given-session.ts';

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
