import type Stripe from 'stripe';

/** A line that the session sells. */
export interface SessionItem {
  id: string;
  price: string;
  /** Absent for metered prices. */
  quantity?: number;
  taxRates: string[] | null;
  adjustable: Stripe.LineItem.AdjustableQuantity | null;
  metadata: Stripe.Metadata;
}

/** What Stripe knows of a session and does not show: what is to be made when it completes, and what was typed so far. */
export interface CheckoutFacts {
  id: string;
  object: '_checkout';
  items: SessionItem[];
  subscriptionData: Stripe.Checkout.SessionCreateParams.SubscriptionData;
  paymentIntentData: Stripe.Checkout.SessionCreateParams.PaymentIntentData;
  setupIntentData: Stripe.Checkout.SessionCreateParams.SetupIntentData;
  customerUpdate: Stripe.Checkout.SessionCreateParams.CustomerUpdate;
  address: Stripe.Address | null;
  name: string | null;
  businessName: string | null;
  phone: string | null;
  email: string | null;
  taxId: { type: string; value: string } | null;
  /** The customer who pays: made with the first attempt when the session names none. */
  customer: string | null;
  /** The payment or setup intent of the latest attempt. */
  intent: string | null;
  /** The line items as they were when the session completed; null before. */
  settledItems: Stripe.LineItem[] | null;
}

declare module '../../kernel/objects.ts' {
  interface StripeObjects {
    _checkout: CheckoutFacts;
  }
}
