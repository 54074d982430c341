import { expect, test } from 'vitest';
import mmarkov from '../../../../catalogs/mmarkov.ts';
import talents from '../../../../catalogs/talents.ts';
import type { Catalog } from '../catalog/index.ts';
import { isBillingError } from '../kernel/errors.ts';
import { givenSubscription } from '../testing/given-subscription.ts';
import { planCheckout } from './plan-checkout.ts';

function plan(catalog: Catalog, tier: string, options: Partial<Parameters<typeof planCheckout>[1]> = {}) {
  return planCheckout(catalog, {
    choice: { tier, billingPeriod: 'annual' },
    priceId: 'price_1',
    customerId: 'cus_1',
    userId: 'ada',
    requestId: 'ck_1',
    frontendUrl: 'https://mmarkov.com',
    subscriptions: [],
    ...options,
  });
}

test('the page asks for what the catalog says, and both ways back lead to the application', () => {
  expect(plan(mmarkov, 'middleweight')).toMatchObject({
    mode: 'subscription',
    customer: 'cus_1',
    client_reference_id: 'ada',
    line_items: [{ price: 'price_1', quantity: 1 }],
    success_url: 'https://mmarkov.com/subscription/success?session_id={CHECKOUT_SESSION_ID}',
    cancel_url: 'https://mmarkov.com/pricing?interval=year&tier=middleweight&checkout=canceled',
    allow_promotion_codes: true,
    billing_address_collection: 'required',
    tax_id_collection: { enabled: true },
    automatic_tax: { enabled: true },
    customer_update: { address: 'auto', name: 'auto' },
  });
});

test('user and tier stand on the session and on the subscription', () => {
  const params = plan(mmarkov, 'middleweight');
  for (const metadata of [params.metadata, params.subscription_data?.metadata])
    expect(metadata).toMatchObject({ user_id: 'ada', tier: 'middleweight' });
});

test('payment method types are never sent: today’s API refuses them', () => {
  expect(plan(mmarkov, 'lightweight')).not.toHaveProperty('payment_method_types');
});

test('Talents gives a trial of 14 days that needs no card and pauses without one', () => {
  expect(plan(talents, 'premium')).toMatchObject({
    payment_method_collection: 'if_required',
    subscription_data: {
      trial_period_days: 14,
      trial_settings: { end_behavior: { missing_payment_method: 'pause' } },
    },
  });
});

test('a trial is given once', () => {
  const had = givenSubscription({ status: 'canceled', tier: 'premium', trialEnd: new Date('2026-01-01T00:00:00Z') });
  const params = plan(talents, 'premium', { subscriptions: [had] });
  expect(params.subscription_data).not.toHaveProperty('trial_period_days');
  expect(params).not.toHaveProperty('payment_method_collection');
});

test('MMarkov has no trial', () => {
  expect(plan(mmarkov, 'heavyweight').subscription_data).not.toHaveProperty('trial_period_days');
});

test.each([
  ['active', 'open the billing portal'],
  ['trialing', 'open the billing portal'],
  ['past_due', 'update your card'],
  ['unpaid', 'pay the open invoice'],
  ['paused', 'add a card'],
  ['incomplete', 'finish it'],
] as const)('with a subscription that is %s a second one is refused, and what to do is said', (status, advice) => {
  let refusal: unknown;
  try {
    plan(mmarkov, 'heavyweight', { subscriptions: [givenSubscription({ status })] });
  } catch (error) {
    refusal = error;
  }
  if (!isBillingError(refusal, 'already_subscribed')) throw new Error('It was not refused.');
  expect(refusal.message).toContain('You already have Middleweight');
  expect(refusal.message).toContain(advice);
  expect(refusal.status).toBe(409);
});

test('after a subscription is over another may begin', () => {
  for (const status of ['canceled', 'incomplete_expired'] as const)
    expect(plan(mmarkov, 'heavyweight', { subscriptions: [givenSubscription({ status })] })).toBeDefined();
});
