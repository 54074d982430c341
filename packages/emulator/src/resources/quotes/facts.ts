import type Stripe from 'stripe';
import { resource } from '../../kernel/resource.ts';

/** A line of a quote; what it comes to follows from it. */
export interface QuoteItem {
  id: string;
  price: string;
  /** Left out for metered prices. */
  quantity?: number;
  taxRates: string[] | null;
  /** Ids of the line's own discounts. */
  discounts: string[];
}

/** What a quote does not show, or only when it is asked for. */
export interface QuoteFacts {
  id: string;
  object: '_quote';
  items: QuoteItem[];
  /** The first three parts of its number, and the fourth; known from the start for a revision. */
  numbering: { base: string; revision: number } | null;
}

declare module '../../kernel/objects.ts' {
  interface StripeObjects {
    _quote: QuoteFacts;
  }
}

export const quoteFacts = resource('_quote', {});

/** Whether the lines of a quote make a subscription. */
export function isRecurring(price: Stripe.Price): boolean {
  return price.type === 'recurring';
}
