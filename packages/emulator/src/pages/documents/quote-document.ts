import type Stripe from 'stripe';
import { accountSettings } from '../../billing-cycle/account-settings.ts';
import { customerFields } from '../../billing-cycle/compose-invoice.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import { quoteSums } from '../../resources/quotes/quote-sums.ts';
import { dateText, everyText, intervalText } from '../date-text.ts';
import { moneyText, unitMoneyText } from '../money-text.ts';
import { discountName, taxSums, unlessZero, type Sum } from './invoice-sums.ts';
import type { PaperDocument, PaperLine } from './paper.ts';
import { buyerParty, paperOf, sellerParty } from './parties.ts';

/** A finalized quote as it is printed: what is offered to whom, until when. */
export function quoteDocument(tx: Tx, quote: Stripe.Quote): PaperDocument {
  const { accountCountry, accountName } = accountSettings(tx);
  const seller = { account_country: accountCountry, account_name: accountName, account_tax_ids: null };
  const customer = tx.find('customer', idOf(quote.customer));
  const { items } = quoteSums(tx, { quote, items: tx.get('_quote', quote.id).items });
  return {
    title: 'Quote',
    number: quote.number,
    created: quote.created,
    paper: paperOf(seller),
    sender: accountName,
    facts: [
      { name: 'Date of issue', value: dateText(quote.status_transitions.finalized_at ?? quote.created) },
      { name: 'Valid until', value: dateText(quote.expires_at) },
    ],
    parties: [sellerParty(tx, seller), ...(customer ? [buyerParty(customerFields(tx, customer), 'Quote for')] : [])],
    headline: quote.header,
    link: null,
    memo: quote.description,
    lines: items.map(quoteLine),
    totals: quoteTotals(tx, quote).map((sum) => ({ ...sum, amount: moneyText(sum.amount, quote.currency ?? 'usd') })),
    tables: [],
    footer: quote.footer,
  };
}

function quoteLine({ amount_subtotal, currency, description, price, quantity }: Stripe.LineItem): PaperLine {
  const unit = price?.unit_amount_decimal?.toString();
  const recurring = price?.recurring;
  return {
    description: description ?? 'Item',
    details: recurring ? [`Billed ${everyText(recurring.interval, recurring.interval_count)}`] : [],
    quantity: quantity === null ? '' : String(quantity),
    unitAmount: unit === undefined ? '' : unitMoneyText(unit, currency),
    tax: '',
    amount: moneyText(amount_subtotal, currency),
  };
}

/** How the total comes about; what of it is due first, and what each time. */
function quoteTotals(tx: Tx, quote: Stripe.Quote): Sum[] {
  const { breakdown } = quoteSums(tx, { quote, items: tx.get('_quote', quote.id).items });
  const discounts = breakdown.discounts.map(({ amount, discount }) => ({
    name: discountName(tx, idOf(discount)),
    amount: -amount,
  }));
  const taxes = breakdown.taxes.map(({ amount, rate, taxability_reason, taxable_amount }) => ({
    amount,
    tax_behavior: rate.inclusive ? ('inclusive' as const) : ('exclusive' as const),
    tax_rate_details: { tax_rate: rate.id },
    taxability_reason: taxability_reason ?? ('not_available' as const),
    taxable_amount,
  }));
  const { recurring, upfront } = quote.computed;
  const isTrialed = upfront.amount_total !== quote.amount_total;
  return [
    { name: 'Subtotal', amount: quote.amount_subtotal },
    ...discounts,
    ...taxSums(tx, taxes, quote.currency ?? 'usd'),
    { name: 'Total', amount: quote.amount_total, isStrong: true },
    ...(isTrialed ? [{ name: 'Due at first', amount: upfront.amount_total }] : []),
    ...(recurring
      ? unlessZero(`Then ${intervalText(recurring.interval, recurring.interval_count)}`, recurring.amount_total)
      : []),
  ];
}
