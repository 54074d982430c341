// What a quote comes to: line by line, when it is accepted, and each time it recurs.
import type Stripe from 'stripe';
import { discountsOf } from '../../billing-cycle/amount-invoice.ts';
import { productName } from '../../billing-cycle/describe-line.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import { discountLines, type AppliedDiscount } from '../../money/discounts.ts';
import { priceAmount } from '../../money/price-amount.ts';
import { computeTax, type ComputedTax } from '../../tax/compute-tax.ts';
import { isRecurring, type QuoteItem } from './facts.ts';
import { isForever } from './quote-discounts.ts';

type Quote = Stripe.Quote;

export interface QuoteSums {
  items: Stripe.LineItem[];
  amount_subtotal: number;
  amount_total: number;
  total_details: Stripe.Quote.TotalDetails;
  breakdown: Stripe.Quote.TotalDetails.Breakdown;
  taxStatus: ComputedTax['status'];
}

export interface SumOptions {
  quote: Quote;
  items: readonly QuoteItem[];
  /** Only discounts that never end count. */
  recurs?: boolean;
  /** The first period of what recurs costs nothing. */
  isTrial?: boolean;
}

interface Priced {
  item: QuoteItem;
  price: Stripe.Price;
  amount: number;
}

function sum(values: readonly { amount: number }[]): number {
  return values.reduce((all, { amount }) => all + amount, 0);
}

function pricedItems(tx: Tx, { quote, items, isTrial = false }: SumOptions): Priced[] {
  return items.map((item) => {
    const price = tx.get('price', item.price);
    const isFree = item.quantity === undefined || (isTrial && isRecurring(price));
    const currency = quote.currency ?? price.currency;
    return { item, price, amount: isFree ? 0 : priceAmount(price, item.quantity ?? 0, { currency }) };
  });
}

/** A line's own discounts, then the quote's. */
function discountsInPlay(tx: Tx, { quote, items, recurs = false }: SumOptions): AppliedDiscount[] {
  const counts = (discount: string | { id: string }): boolean => !recurs || isForever(tx, discount);
  const own = items.flatMap((item, onlyLine) =>
    discountsOf(tx, item.discounts.filter(counts)).map((discount) => ({ ...discount, onlyLine })),
  );
  return [...own, ...discountsOf(tx, quote.discounts.filter(counts))];
}

function taxOf(tx: Tx, quote: Quote, lines: readonly { priced: Priced; net: number }[]): ComputedTax {
  const defaults = (quote.default_tax_rates ?? []).map((rate) => idOf(rate));
  const customer = idOf(quote.customer);
  return computeTax(tx, {
    currency: quote.currency ?? 'usd',
    automatic: quote.automatic_tax.enabled,
    lines: lines.map(({ priced: { item, price }, net }) => ({
      amount: net,
      taxBehavior: price.tax_behavior,
      taxRates: item.taxRates ?? defaults,
    })),
    ...(customer === null ? {} : { customer }),
  });
}

function breakdownOf(
  tx: Tx,
  { discounts, taxes }: { discounts: readonly { discount: string; amount: number }[]; taxes: ComputedTax['totals'] },
): Stripe.Quote.TotalDetails.Breakdown {
  return {
    discounts: discounts
      .filter(({ amount }) => amount > 0)
      .map(({ amount, discount }) => ({ amount, discount: tx.get('discount', discount) })),
    taxes: taxes.flatMap((tax) => {
      const rate = tx.find('tax_rate', tax.tax_rate_details?.tax_rate);
      if (!rate) return [];
      const { amount, taxable_amount, taxability_reason: reason } = tax;
      // Of rates that were chosen by hand nobody says why; invoices have a word for it, quotes have none.
      const taxability_reason = reason === 'not_available' ? null : reason;
      return [{ amount, rate, taxability_reason, taxable_amount }];
    }),
  };
}

/** The sums of some lines of a quote. Stores nothing. */
export function quoteSums(tx: Tx, options: SumOptions): QuoteSums {
  const { quote } = options;
  const currency = quote.currency ?? 'usd';
  const priced = pricedItems(tx, options);
  const spread = discountLines({
    currency,
    lines: priced.map(({ price, amount }) => ({ amount, product: idOf(price.product), isDiscountable: true })),
    discounts: discountsInPlay(tx, options),
  });
  const lines = priced.map((each, index) => ({ priced: each, net: each.amount - sum(spread.amounts[index] ?? []) }));
  const tax = taxOf(tx, quote, lines);
  const items = lines.map(({ priced: { item, price, amount }, net }, index): Stripe.LineItem => {
    const taxes = tax.lines[index]?.taxes ?? [];
    return {
      id: item.id,
      object: 'item',
      adjustable_quantity: null,
      amount_discount: amount - net,
      amount_subtotal: amount,
      amount_tax: sum(taxes),
      amount_total: net + sum(taxes.filter(({ tax_behavior: behavior }) => behavior === 'exclusive')),
      currency,
      description: productName(tx, price),
      metadata: {},
      price: tx.render('price', price),
      quantity: item.quantity ?? null,
    };
  });
  const total = (field: 'amount_subtotal' | 'amount_total' | 'amount_discount' | 'amount_tax'): number =>
    items.reduce((all, item) => all + item[field], 0);
  return {
    items,
    amount_subtotal: total('amount_subtotal'),
    amount_total: total('amount_total'),
    total_details: { amount_discount: total('amount_discount'), amount_shipping: 0, amount_tax: total('amount_tax') },
    breakdown: breakdownOf(tx, { discounts: spread.totals, taxes: tax.totals }),
    taxStatus: tax.status,
  };
}

/** The lines that recur. */
export function recurringItems(tx: Tx, items: readonly QuoteItem[]): QuoteItem[] {
  return items.filter((item) => isRecurring(tx.get('price', item.price)));
}

/** What is due when the quote is accepted. */
export function upfrontSums(tx: Tx, quote: Quote): QuoteSums {
  const isTrial = (quote.subscription_data.trial_period_days ?? 0) > 0;
  return quoteSums(tx, { quote, items: tx.get('_quote', quote.id).items, isTrial });
}

/** What is due each time; null when nothing recurs. */
export function recurringSums(tx: Tx, quote: Quote): QuoteSums | null {
  const items = recurringItems(tx, tx.get('_quote', quote.id).items);
  return items.length === 0 ? null : quoteSums(tx, { quote, items, recurs: true });
}

function shownSums({ amount_subtotal, amount_total, total_details }: QuoteSums): Stripe.Quote.Computed.Upfront {
  return { amount_subtotal, amount_total, total_details };
}

/** The fields of a quote that follow from its lines. */
export function summedFields(
  tx: Tx,
  quote: Quote,
): Pick<Quote, 'amount_subtotal' | 'amount_total' | 'automatic_tax' | 'computed' | 'total_details'> {
  const { items } = tx.get('_quote', quote.id);
  const all = quoteSums(tx, { quote, items });
  const each = recurringSums(tx, quote);
  const every = tx.find('price', recurringItems(tx, items)[0]?.price)?.recurring;
  return {
    amount_subtotal: all.amount_subtotal,
    amount_total: all.amount_total,
    automatic_tax: { ...quote.automatic_tax, status: all.taxStatus },
    computed: {
      recurring:
        each && every ? { ...shownSums(each), interval: every.interval, interval_count: every.interval_count } : null,
      upfront: shownSums(upfrontSums(tx, quote)),
    },
    total_details: all.total_details,
  };
}
