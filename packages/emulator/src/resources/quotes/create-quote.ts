import type Stripe from 'stripe';
import { invalidRequest } from '../../kernel/errors.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Handler } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import type { QuoteFacts, QuoteItem } from './facts.ts';
import { checkExpiry, withParams } from './quote-fields.ts';
import { currencyOf, quoteItems } from './quote-items.ts';
import { summedFields } from './quote-sums.ts';

type Quote = Stripe.Quote;

/** How long a quote can be accepted when nobody says it. */
const DEFAULT_LIFE = 30 * 86_400;

const noSums = { amount_discount: 0, amount_shipping: 0, amount_tax: 0 };

function blankQuote(id: string, { created, testClock }: { created: number; testClock: string | null }): Quote {
  return {
    id,
    object: 'quote',
    amount_subtotal: 0,
    amount_total: 0,
    application: null,
    application_fee_amount: null,
    application_fee_percent: null,
    automatic_tax: { enabled: false, liability: null, provider: null, status: null },
    collection_method: 'charge_automatically',
    computed: { recurring: null, upfront: { amount_subtotal: 0, amount_total: 0, total_details: noSums } },
    created,
    currency: null,
    customer: null,
    customer_account: null,
    default_tax_rates: [],
    description: null,
    discounts: [],
    expires_at: created + DEFAULT_LIFE,
    footer: null,
    from_quote: null,
    header: null,
    invoice: null,
    invoice_settings: {
      custom_fields: null,
      days_until_due: null,
      description: null,
      footer: null,
      issuer: { type: 'self' },
    },
    livemode: false,
    metadata: {},
    number: null,
    on_behalf_of: null,
    status: 'draft',
    status_transitions: { accepted_at: null, canceled_at: null, finalized_at: null },
    subscription: null,
    subscription_data: {
      billing_mode: { flexible: { proration_discounts: 'included' }, type: 'flexible' },
      description: null,
      effective_date: null,
      metadata: {},
      trial_period_days: null,
    },
    subscription_schedule: null,
    test_clock: testClock,
    total_details: noSums,
    transfer_data: null,
  };
}

function storeQuote(tx: Tx, { quote, facts }: { quote: Quote; facts: Omit<QuoteFacts, 'id' | 'object'> }): Quote {
  tx.insert('_quote', { id: quote.id, object: '_quote', ...facts });
  tx.insert('quote', quote);
  const summed = tx.update('quote', quote.id, summedFields(tx, quote));
  tx.emit('quote.created', summed);
  return summed;
}

/** What may be said beside `from_quote`. */
const besideClone = new Set(['expand', 'expires_at', 'from_quote']);

/** A draft with the same content; a revision takes the place of the original when it is finalized. */
function cloneQuote(tx: Tx, params: Stripe.QuoteCreateParams, from: Stripe.QuoteCreateParams.FromQuote): Quote {
  const other = Object.keys(params).find((name) => !besideClone.has(name));
  if (other !== undefined) {
    throw invalidRequest({ message: `You cannot pass \`${other}\` together with \`from_quote\`.`, param: other });
  }
  const source = tx.get('quote', from.quote, { param: 'from_quote[quote]' });
  const isRevision = from.is_revision ?? false;
  const clonable = isRevision ? ['open'] : ['draft', 'open', 'accepted'];
  if (!clonable.includes(source.status)) {
    throw invalidRequest({
      message: `A quote whose status is ${source.status} cannot be ${isRevision ? 'revised' : 'duplicated'}.`,
      param: 'from_quote[quote]',
    });
  }
  const created = tx.now(source);
  checkExpiry(params.expires_at, created);
  const id = tx.newId('qt');
  const blank = blankQuote(id, { created, testClock: idOf(source.test_clock) });
  const { items, numbering } = tx.get('_quote', source.id);
  return storeQuote(tx, {
    quote: {
      ...source,
      id,
      created,
      expires_at: params.expires_at ?? blank.expires_at,
      from_quote: { is_revision: isRevision, quote: source.id },
      invoice: null,
      number: null,
      status: 'draft',
      status_transitions: blank.status_transitions,
      subscription: null,
      subscription_schedule: null,
    },
    facts: {
      items: items.map((item): QuoteItem => ({ ...item, id: tx.newId('li') })),
      numbering: isRevision && numbering ? { base: numbering.base, revision: numbering.revision + 1 } : null,
    },
  });
}

function clockOf(tx: Tx, params: Stripe.QuoteCreateParams): string | null {
  if (params.test_clock !== undefined) {
    return tx.get('test_helpers.test_clock', params.test_clock, { param: 'test_clock' }).id;
  }
  return idOf(tx.find('customer', params.customer)?.test_clock);
}

const MOST_ON_TEST_CLOCK = 10;

/** @see https://docs.stripe.com/api/quotes/create */
export const createQuote: Handler<'POST /v1/quotes'> = (tx, { params }) => {
  const quote = params.from_quote ? cloneQuote(tx, params, params.from_quote) : newQuote(tx, params);
  checkQuoteCount(tx, idOf(quote.test_clock));
  return quote;
};

/** @see https://docs.stripe.com/billing/testing/test-clocks/api-advanced-usage#limits */
function checkQuoteCount(tx: Tx, clock: string | null): void {
  if (clock === null || tx.list('quote', { test_clock: clock }).length <= MOST_ON_TEST_CLOCK) return;
  const message = `You have reached the maximum number of quotes (${MOST_ON_TEST_CLOCK}) for this test clock.`;
  throw invalidRequest({ message, param: 'test_clock' });
}

function newQuote(tx: Tx, params: Stripe.QuoteCreateParams): Stripe.Quote {
  const testClock = clockOf(tx, params);
  const created = tx.now({ test_clock: testClock });
  const quote = withParams(tx, blankQuote(tx.newId('qt'), { created, testClock }), params);
  const items = quoteItems(tx, params.line_items ?? [], { customer: idOf(quote.customer), before: [] });
  return storeQuote(tx, {
    quote: { ...quote, currency: currencyOf(tx, items) },
    facts: { items, numbering: null },
  });
}
