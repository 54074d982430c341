import type Stripe from 'stripe';
import { nextSequence, numbered } from '../../billing-cycle/invoice-number.ts';
import { invalidRequest } from '../../kernel/errors.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Handler } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { cancelQuoteNow } from './cancel-quote.ts';
import { checkExpiry } from './quote-fields.ts';
import { summedFields } from './quote-sums.ts';

function checkComplete(tx: Tx, quote: Stripe.Quote): void {
  if (quote.status !== 'draft') {
    throw invalidRequest({ message: `You can only finalize a draft quote. This quote is ${quote.status}.` });
  }
  if (quote.customer === null) {
    throw invalidRequest({ message: 'A quote needs a customer before it can be finalized.', param: 'customer' });
  }
  if (tx.get('_quote', quote.id).items.length === 0) {
    throw invalidRequest({ message: 'A quote needs line items before it can be finalized.', param: 'line_items' });
  }
  if (quote.automatic_tax.enabled && quote.automatic_tax.status !== 'complete') {
    throw invalidRequest({
      code: 'customer_tax_location_invalid',
      message:
        "The customer's location isn't recognized. Set a valid customer address in order to automatically calculate tax.",
    });
  }
}

/** `QT-`, the customer's invoice prefix, which of their quotes it is, and which revision of it. */
function takeNumber(tx: Tx, quote: Stripe.Quote): string {
  const { numbering } = tx.get('_quote', quote.id);
  const customer = tx.get('customer', idOf(quote.customer) ?? '');
  const prefix = `QT-${customer.invoice_prefix ?? customer.id.slice(-8).toUpperCase()}`;
  const taken = numbering ?? { base: numbered(prefix, nextSequence(tx, prefix)), revision: 1 };
  tx.update('_quote', quote.id, { numbering: taken });
  return `${taken.base}-${taken.revision}`;
}

/** @see https://docs.stripe.com/api/quotes/finalize */
export const finalizeQuote: Handler<'POST /v1/quotes/:id/finalize'> = (tx, { path, params }) => {
  const draft = tx.get('quote', path.id);
  const quote = tx.update('quote', draft.id, summedFields(tx, draft));
  checkComplete(tx, quote);
  const at = tx.now(quote);
  checkExpiry(params.expires_at, at);
  const open = tx.update('quote', quote.id, {
    expires_at: params.expires_at ?? quote.expires_at,
    number: takeNumber(tx, quote),
    status: 'open',
    status_transitions: { ...quote.status_transitions, finalized_at: at },
  });
  tx.emit('quote.finalized', open);
  const original = open.from_quote?.is_revision ? tx.find('quote', open.from_quote.quote) : undefined;
  if (original?.status === 'open') cancelQuoteNow(tx, original);
  return open;
};
