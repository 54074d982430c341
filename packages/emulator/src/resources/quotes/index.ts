import type Stripe from 'stripe';
import { missing } from '../../kernel/errors.ts';
import { list, listFrom, retrieve } from '../../kernel/read-operations.ts';
import { resource, type Handler } from '../../kernel/resource.ts';
import { acceptQuote } from './accept-quote.ts';
import { cancelQuote, cancelQuoteNow, quoteDue } from './cancel-quote.ts';
import { createQuote } from './create-quote.ts';
import { finalizeQuote } from './finalize-quote.ts';
import { retrieveQuotePdf } from './quote-pdf.ts';
import { quoteSums, recurringSums, upfrontSums } from './quote-sums.ts';
import { updateQuote } from './update-quote.ts';

export { quoteFacts } from './facts.ts';

/** How many lines a quote shows of itself. */
const SHOWN_LINES = 10;

const lineItems: Handler<'GET /v1/quotes/:id/line_items'> = (tx, call) => {
  const quote = tx.get('quote', call.path.id);
  return listFrom('item', quoteSums(tx, { quote, items: tx.get('_quote', quote.id).items }).items, call);
};

const upfrontLineItems: Handler<'GET /v1/quotes/:id/computed_upfront_line_items'> = (tx, call) =>
  listFrom('item', upfrontSums(tx, tx.get('quote', call.path.id)).items, call);

function shownList(items: Stripe.LineItem[], url: string): Stripe.ApiList<Stripe.LineItem> {
  return { object: 'list', data: items.slice(0, SHOWN_LINES), has_more: items.length > SHOWN_LINES, url };
}

/** https://docs.stripe.com/api/quotes */
export const quotes = resource('quote', {
  refuseMissing: (id) => missing('quote', id, 'quote', 404),
  indexes: ['customer', 'test_clock'],
  operations: {
    'POST /v1/quotes': createQuote,
    'GET /v1/quotes/:id': retrieve('quote'),
    'POST /v1/quotes/:id': updateQuote,
    'POST /v1/quotes/:id/finalize': finalizeQuote,
    'POST /v1/quotes/:id/accept': acceptQuote,
    'POST /v1/quotes/:id/cancel': cancelQuote,
    'GET /v1/quotes/:id/pdf': retrieveQuotePdf,
    'GET /v1/quotes/:id/line_items': lineItems,
    'GET /v1/quotes/:id/computed_upfront_line_items': upfrontLineItems,
    'GET /v1/quotes': list('quote', {
      filter: ['customer', 'status', 'test_clock'],
      // Quotes on test clocks are shown only to who asks for their clock or customer.
      accepts: (quote, { params }) => {
        const { customer, test_clock: clock } = params as Stripe.QuoteListParams;
        return quote.test_clock === null || customer !== undefined || clock !== undefined;
      },
    }),
  },
  includes: {
    line_items: (tx, quote) =>
      shownList(
        quoteSums(tx, { quote, items: tx.get('_quote', quote.id).items }).items,
        `/v1/quotes/${quote.id}/line_items`,
      ),
    'computed.upfront.line_items': (tx, quote) =>
      shownList(upfrontSums(tx, quote).items, `/v1/quotes/${quote.id}/computed_upfront_line_items`),
    'computed.upfront.total_details.breakdown': (tx, quote) => upfrontSums(tx, quote).breakdown,
    'computed.recurring.total_details.breakdown': (tx, quote) => recurringSums(tx, quote)?.breakdown,
    'total_details.breakdown': (tx, quote) =>
      quoteSums(tx, { quote, items: tx.get('_quote', quote.id).items }).breakdown,
  },
  due: quoteDue,
  whenDue: (tx, quote) => void cancelQuoteNow(tx, quote),
});
