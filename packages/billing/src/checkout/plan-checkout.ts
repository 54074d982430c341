import type { Stripe } from 'stripe';
import type { BillingPeriod, Catalog, Plan } from '../catalog/index.ts';
import { BillingError } from '../kernel/errors.ts';
import { planSubscription, type SubscriptionRow } from '../subscriptions/index.ts';

export interface Choice {
  readonly tier: string;
  readonly billingPeriod: BillingPeriod;
}

/** What a client reference holds at most at Stripe. */
const clientReferenceLength = 200;

/**
 * What Stripe is sent to open a checkout page.
 *
 * @throws BillingError `already_subscribed`
 * @see https://docs.stripe.com/api/checkout/sessions/create
 */
export function planCheckout(
  catalog: Catalog,
  options: {
    choice: Choice;
    priceId: string;
    customerId: string;
    userId: string;
    requestId: string;
    frontendUrl: string;
    /** Stripe's payment method configuration; left out, the account's own choice. */
    paymentMethods?: string | undefined;
    subscriptions: readonly SubscriptionRow[];
  },
): Stripe.Checkout.SessionCreateParams {
  const { choice, priceId, customerId, userId, requestId, frontendUrl, paymentMethods, subscriptions } = options;
  refuseSecondSubscription(catalog, subscriptions);
  const { checkout, tax } = catalog;
  const plan = catalog.plans.find(({ id }) => id === choice.tier);
  const metadata = { user_id: userId, tier: choice.tier, billing_period: choice.billingPeriod, request_id: requestId };
  const cancelQuery = new URLSearchParams({
    interval: choice.billingPeriod === 'annual' ? 'year' : 'month',
    tier: choice.tier,
    checkout: 'canceled',
  });
  return {
    mode: 'subscription',
    customer: customerId,
    ...(userId.length > clientReferenceLength ? {} : { client_reference_id: userId }),
    line_items: [{ price: priceId, quantity: 1 }],
    success_url: `${frontendUrl}/subscription/success?session_id={CHECKOUT_SESSION_ID}`,
    cancel_url: `${frontendUrl}/pricing?${cancelQuery.toString()}`,
    allow_promotion_codes: checkout.promotionCodes,
    billing_address_collection: checkout.billingAddress,
    ...(paymentMethods === undefined ? {} : { payment_method_configuration: paymentMethods }),
    tax_id_collection: { enabled: checkout.taxIds },
    automatic_tax: { enabled: tax.automatic },
    // Automatic tax needs the address on the customer, and tax ids need the name.
    customer_update: { address: 'auto', name: 'auto' },
    metadata,
    ...planTrial({ metadata: { ...metadata, source: 'checkout' }, plan, subscriptions }),
  };
}

/** A trial is given once: whoever had one pays from the first day. */
function planTrial({
  metadata,
  plan,
  subscriptions,
}: {
  metadata: Record<string, string>;
  plan: Plan | undefined;
  subscriptions: readonly SubscriptionRow[];
}): Pick<Stripe.Checkout.SessionCreateParams, 'subscription_data' | 'payment_method_collection'> {
  const trial = plan?.trial;
  if (trial === undefined || subscriptions.some(({ trialEnd }) => trialEnd !== null))
    return { subscription_data: { metadata } };
  return {
    subscription_data: {
      metadata,
      trial_period_days: trial.days,
      trial_settings: { end_behavior: { missing_payment_method: trial.withoutCard } },
    },
    ...(trial.card === 'if_given' ? { payment_method_collection: 'if_required' } : {}),
  };
}

/** @throws BillingError `already_subscribed`, with what to do instead. */
export function refuseSecondSubscription(catalog: Catalog, subscriptions: readonly SubscriptionRow[]): void {
  const current = planSubscription(subscriptions);
  if (current === null) return;
  const name = catalog.plans.find(({ id }) => id === current.tier)?.name ?? current.tier;
  const instead: Partial<Record<SubscriptionRow['status'], string>> = {
    past_due: 'Its last payment failed: update your card in the billing portal.',
    unpaid: 'Its last payment failed: pay the open invoice in the billing portal.',
    paused: 'It is paused: add a card in the billing portal to go on.',
    incomplete: 'Its first payment is not finished: finish it in the billing portal.',
  };
  throw new BillingError(
    'already_subscribed',
    `You already have ${name}. ${instead[current.status] ?? 'To change or cancel it, open the billing portal.'}`,
  );
}
