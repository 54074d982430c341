import type Stripe from 'stripe';
import type { SessionItem } from '../checkout/facts.ts';

/** A link as it was asked for, with all updates in it: what the link shows and the sessions it opens both follow from this. */
export type LinkTerms = Omit<Stripe.PaymentLinkCreateParams, 'line_items' | 'expand'>;

/** What Stripe knows of a payment link and does not show. */
export interface PaymentLinkFacts {
  id: string;
  object: '_payment_link';
  mode: 'payment' | 'subscription';
  currency: string;
  terms: LinkTerms;
  items: SessionItem[];
}
