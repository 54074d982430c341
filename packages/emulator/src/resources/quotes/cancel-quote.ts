import type Stripe from 'stripe';
import { invalidRequest } from '../../kernel/errors.ts';
import type { Handler } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';

/** A quote that nobody accepts any more: refused, expired, or revised. */
export function cancelQuoteNow(tx: Tx, quote: Stripe.Quote): Stripe.Quote {
  const canceled = tx.update('quote', quote.id, {
    status: 'canceled',
    status_transitions: { ...quote.status_transitions, canceled_at: tx.now(quote) },
  });
  tx.emit('quote.canceled', canceled);
  return canceled;
}

/** @see https://docs.stripe.com/api/quotes/cancel */
export const cancelQuote: Handler<'POST /v1/quotes/:id/cancel'> = (tx, { path }) => {
  const quote = tx.get('quote', path.id);
  if (quote.status === 'draft' || quote.status === 'open') return cancelQuoteNow(tx, quote);
  throw invalidRequest({ message: `You can only cancel a draft or open quote. This quote is ${quote.status}.` });
};

/** When a quote that nobody accepted runs out. */
export function quoteDue(quote: Stripe.Quote): number | null {
  return quote.status === 'draft' || quote.status === 'open' ? quote.expires_at : null;
}
