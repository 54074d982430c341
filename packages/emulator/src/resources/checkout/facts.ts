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
  /** What the person chose to pay, where the price leaves it to them (`custom_unit_amount`). */
  customAmount?: number;
  /** Its place among the session's optional items, when the person added it. */
  optional?: number;
}

/** Where the goods of a session go. */
export interface ShippingDetails {
  name: string;
  address: Stripe.Address;
}

/** What Stripe knows of a session and does not show: what is to be made when it completes, and what was typed so far. */
export interface CheckoutFacts {
  id: string;
  object: '_checkout';
  items: SessionItem[];
  /** How the session was opened: the one that recovers it after it expired is opened in the same way. */
  params: Stripe.Checkout.SessionCreateParams;
  /** What a payment link says instead of leading to an address of the merchant; null for all other sessions. */
  confirmation: { message: string | null } | null;
  subscriptionData: Stripe.Checkout.SessionCreateParams.SubscriptionData;
  paymentIntentData: Stripe.Checkout.SessionCreateParams.PaymentIntentData;
  setupIntentData: Stripe.Checkout.SessionCreateParams.SetupIntentData;
  customerUpdate: Stripe.Checkout.SessionCreateParams.CustomerUpdate;
  address: Stripe.Address | null;
  name: string | null;
  businessName: string | null;
  individualName: string | null;
  phone: string | null;
  email: string | null;
  taxId: { type: string; value: string } | null;
  shipping: ShippingDetails | null;
  /** The way of shipping that is chosen: the first of the session's until somebody chooses. */
  shippingRate: string | null;
  /** Whether the person asked to be offered this card again. */
  savesMethod: boolean;
  /** The customer who pays: made with the first attempt when the session names none. */
  customer: string | null;
  /** The payment or setup intent of the latest attempt. */
  intent: string | null;
  /** The line items as they were when the session completed; null before. */
  settledItems: Stripe.LineItem[] | null;
}

/** What is bought: items that the person set to none are still on the page, and on nothing else. */
export function boughtItems(facts: CheckoutFacts): SessionItem[] {
  return facts.items.filter((item) => item.quantity !== 0);
}

declare module '../../kernel/objects.ts' {
  interface StripeObjects {
    _checkout: CheckoutFacts;
  }
}
