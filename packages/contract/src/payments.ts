import { z } from 'zod';

/** Shapes of `/api/payments/…`. Times in the four routes of the MMarkov specification are epoch seconds, as specified. */

export const BillingPeriod = z.enum(['monthly', 'annual']);
export type BillingPeriod = z.infer<typeof BillingPeriod>;

/** Stripe's subscription statuses, https://docs.stripe.com/api/subscriptions/object#subscription_object-status */
export const SubscriptionStatus = z.enum([
  'incomplete',
  'incomplete_expired',
  'trialing',
  'active',
  'past_due',
  'canceled',
  'unpaid',
  'paused',
]);
export type SubscriptionStatus = z.infer<typeof SubscriptionStatus>;

export const CreateCheckoutSession = z
  .strictObject({ tier: z.string().min(1).max(64), billing_period: BillingPeriod })
  .meta({ id: 'CreateCheckoutSession' });
export type CreateCheckoutSession = z.infer<typeof CreateCheckoutSession>;

export const CheckoutSessionCreated = z.object({ checkout_url: z.url() }).meta({ id: 'CheckoutSessionCreated' });
export type CheckoutSessionCreated = z.infer<typeof CheckoutSessionCreated>;

export const CreatePortalSession = z
  .strictObject({ return_url: z.url().max(2048) })
  .meta({ id: 'CreatePortalSession' });
export type CreatePortalSession = z.infer<typeof CreatePortalSession>;

export const PortalSessionCreated = z.object({ portal_url: z.url() }).meta({ id: 'PortalSessionCreated' });
export type PortalSessionCreated = z.infer<typeof PortalSessionCreated>;

export const Subscription = z
  .object({
    id: z.string(),
    status: SubscriptionStatus,
    tier: z.string().describe('Derived from the price, never from metadata'),
    current_period_end: z.number().int().describe('Epoch seconds'),
    cancel_at_period_end: z.boolean().describe('True also when only `cancel_at` is set at Stripe'),
    price_id: z.string(),
  })
  .meta({ id: 'Subscription' });
export type Subscription = z.infer<typeof Subscription>;

export const CurrentSubscription = z
  .object({ subscription: Subscription.nullable() })
  .meta({ id: 'CurrentSubscription' });
export type CurrentSubscription = z.infer<typeof CurrentSubscription>;

export const WebhookReceived = z.object({ status: z.literal('success') }).meta({ id: 'WebhookReceived' });
export type WebhookReceived = z.infer<typeof WebhookReceived>;

/** An amount of money: an integer in the currency's minor unit by Stripe's table, and the lowercase currency code. */
export const Money = z.object({ amount: z.number().int(), currency: z.string() }).meta({ id: 'Money' });
export type Money = z.infer<typeof Money>;

export const ConfirmCheckout = z
  .strictObject({ session_id: z.string().min(1).max(255) })
  .meta({ id: 'ConfirmCheckout' });
export type ConfirmCheckout = z.infer<typeof ConfirmCheckout>;

/** What the success page shows. `confirming` means: paid or not yet, Stripe has not said so; ask again in a moment. */
export const CheckoutConfirmation = z
  .object({
    state: z.enum(['confirmed', 'confirming', 'open', 'expired', 'refunded']),
    tier: z.string().nullable(),
    billing_period: BillingPeriod.nullable(),
    paid: Money.nullable().describe('What was charged at checkout; 0 on a trial'),
    next_charge_at: z.iso.datetime().nullable(),
    trial_end: z.iso.datetime().nullable(),
    email: z.string().nullable(),
    invoice_number: z.string().nullable(),
    invoice_url: z.string().nullable().describe('Stripe’s hosted invoice page'),
  })
  .meta({ id: 'CheckoutConfirmation' });
export type CheckoutConfirmation = z.infer<typeof CheckoutConfirmation>;

/** The card that the next invoice will be charged to, or null when none is known. */
export const CardSummary = z
  .object({
    brand: z.string(),
    last4: z.string(),
    exp_month: z.number().int(),
    exp_year: z.number().int(),
  })
  .meta({ id: 'CardSummary' });
export type CardSummary = z.infer<typeof CardSummary>;

/** `GET /api/payments/account`: everything the account page says, in one answer. Dates are ISO 8601. */
export const Account = z
  .object({
    user: z.object({ id: z.string(), email: z.string().nullable(), name: z.string().nullable() }),
    tier: z.string().nullable().describe('What the person may use now; the free plan’s id, or null without one'),
    entitlements: z.record(z.string(), z.union([z.boolean(), z.number(), z.string(), z.null()])),
    subscription: z
      .object({
        id: z.string(),
        status: SubscriptionStatus,
        tier: z.string(),
        billing_period: BillingPeriod.nullable(),
        price: Money.describe('What one period costs before discounts and tax'),
        current_period_end: z.iso.datetime(),
        trial_end: z.iso.datetime().nullable(),
        cancels_at: z.iso.datetime().nullable(),
        access_until: z.iso.datetime().nullable().describe('With `past_due`: the end of the catalog’s grace'),
        card: CardSummary.nullable(),
        last_payment_error: z.string().nullable().describe('In plain words'),
        open_invoice_url: z.string().nullable().describe('Where the open invoice can be paid'),
        next_payment_attempt: z.iso.datetime().nullable(),
      })
      .nullable(),
    has_customer: z.boolean().describe('Whether the portal can be opened'),
  })
  .meta({ id: 'Account' });
export type Account = z.infer<typeof Account>;
