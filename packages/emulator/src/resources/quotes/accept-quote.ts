// An accepted quote becomes what it offers: an invoice, or where something recurs a subscription, or a schedule that starts one later.
import type Stripe from 'stripe';
import { composeInvoice } from '../../billing-cycle/compose-invoice.ts';
import { discountsOf } from '../../billing-cycle/amount-invoice.ts';
import { productName } from '../../billing-cycle/describe-line.ts';
import { invoiceItemLine } from '../../billing-cycle/pending-items.ts';
import { storeInvoice } from '../../billing-cycle/store-invoice.ts';
import { decimalText } from '../../kernel/decimal.ts';
import { invalidRequest } from '../../kernel/errors.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Handler } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { priceAmount } from '../../money/price-amount.ts';
import { newInvoiceItem } from '../invoiceitems/new-invoice-item.ts';
import { takeDiscounts } from '../subscriptions/take-discounts.ts';
import type { QuoteItem } from './facts.ts';
import { discountChoices } from './quote-discounts.ts';
import { recurringItems } from './quote-sums.ts';
import { scheduleFromQuote, subscriptionFromQuote } from './start-from-quote.ts';

type Quote = Stripe.Quote;

function invoiceItemOf(tx: Tx, { quote, item, at }: { quote: Quote; item: QuoteItem; at: number }): Stripe.InvoiceItem {
  const price = tx.get('price', item.price);
  const customer = idOf(quote.customer) ?? '';
  const quantity = item.quantity ?? 1;
  return newInvoiceItem(tx, {
    customer,
    amount: priceAmount(price, quantity),
    currency: price.currency,
    description: productName(tx, price),
    discountable: true,
    discounts: takeDiscounts(tx, discountChoices(tx, item.discounts), {
      customer,
      param: 'line_items',
      owner: { customer },
    }),
    metadata: {},
    period: { start: at, end: at },
    price: { id: price.id, product: idOf(price.product) },
    unitAmount: decimalText(price.unit_amount_decimal) ?? '0',
    quantity,
    taxRates: item.taxRates?.map((id) => tx.get('tax_rate', id)) ?? null,
    subscription: null,
    proration: null,
    invoice: null,
  });
}

/** A draft for everything on a quote that is bought once. */
function invoiceFromQuote(tx: Tx, quote: Quote): Stripe.Invoice {
  const customer = tx.get('customer', idOf(quote.customer) ?? '');
  const at = tx.now(quote);
  const id = tx.newId('in');
  const items = tx.get('_quote', quote.id).items.map((item) => invoiceItemOf(tx, { quote, item, at }));
  const discounts = takeDiscounts(tx, discountChoices(tx, quote.discounts), {
    customer: customer.id,
    param: 'discounts',
    owner: { customer: customer.id, invoice: id },
  });
  const { custom_fields, days_until_due: days, description, footer } = quote.invoice_settings;
  const composed = composeInvoice(tx, {
    id,
    customer,
    subscription: null,
    reason: 'quote_accept',
    lines: items.toReversed().map((item) => invoiceItemLine(tx, item)),
    currency: quote.currency ?? 'usd',
    at,
    period: { start: at, end: at },
    discounts: discountsOf(tx, discounts),
    fields: {
      automatic_tax: { ...quote.automatic_tax, disabled_reason: null } as Stripe.Invoice.AutomaticTax,
      collection_method: quote.collection_method,
      custom_fields,
      default_tax_rates: (quote.default_tax_rates ?? []).map((rate) => tx.get('tax_rate', idOf(rate))),
      description,
      due_date: days === null ? null : at + days * 86_400,
      ...(footer === null ? {} : { footer }),
      parent: { quote_details: { quote: quote.id }, subscription_details: null, type: 'quote_details' },
    },
  });
  return storeInvoice(tx, { ...composed, facts: { ...composed.facts, daysUntilDue: days } });
}

function fulfil(tx: Tx, quote: Quote): Partial<Quote> {
  const recurring = recurringItems(tx, tx.get('_quote', quote.id).items);
  if (recurring.length === 0) return { invoice: invoiceFromQuote(tx, quote).id };
  const effective = quote.subscription_data.effective_date;
  if (effective !== null && effective > tx.now(quote)) {
    return { subscription_schedule: scheduleFromQuote(tx, quote).id };
  }
  return { subscription: subscriptionFromQuote(tx, quote).id };
}

/** @see https://docs.stripe.com/api/quotes/accept */
export const acceptQuote: Handler<'POST /v1/quotes/:id/accept'> = (tx, { path }) => {
  const quote = tx.get('quote', path.id);
  if (quote.status !== 'open') {
    throw invalidRequest({ message: `You can only accept an open quote. This quote is ${quote.status}.` });
  }
  const made = fulfil(tx, quote);
  const accepted = tx.update('quote', quote.id, {
    ...made,
    status: 'accepted',
    status_transitions: { ...quote.status_transitions, accepted_at: tx.now(quote) },
  });
  tx.emit('quote.accepted', accepted);
  return accepted;
};
