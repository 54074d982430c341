// The lines of a quote, checked.
import type Stripe from 'stripe';
import { exclusiveParams, invalidRequest, missing, missingParam } from '../../kernel/errors.ts';
import type { Tx } from '../../kernel/tx.ts';
import { oneTimePrice, recurringPrice } from '../subscription_items/item-price.ts';
import { checkedQuantity, taxRatesOf } from '../subscription_items/new-item.ts';
import { isRecurring, type QuoteItem } from './facts.ts';
import { quoteDiscounts } from './quote-discounts.ts';

type LineParam = NonNullable<Stripe.QuoteUpdateParams['line_items']>[number];

function priceOf(tx: Tx, line: LineParam, name: string): Stripe.Price | null {
  if (line.price !== undefined && line.price_data) {
    throw exclusiveParams(`${name}[price]`, `${name}[price_data]`);
  }
  const { price_data: data } = line;
  if (data?.recurring) {
    return recurringPrice(tx, { choice: { price_data: { ...data, recurring: data.recurring } }, param: name });
  }
  if (data) return oneTimePrice(tx, { choice: { price_data: data }, param: name });
  if (line.price === undefined) return null;
  const { type } = tx.get('price', line.price, { param: `${name}[price]` });
  const choice = { price: line.price };
  return type === 'recurring' ? recurringPrice(tx, { choice, param: name }) : oneTimePrice(tx, { choice, param: name });
}

interface Reading {
  customer: string | null;
  /** The lines that may be named by their id. */
  before: readonly QuoteItem[];
}

function quoteItem(tx: Tx, { line, name, reading }: { line: LineParam; name: string; reading: Reading }): QuoteItem {
  const { customer, before } = reading;
  const known = before.find(({ id }) => id === line.id);
  if (line.id !== undefined && !known) throw missing('item', line.id, `${name}[id]`);
  const given = priceOf(tx, line, name);
  const price = given ?? tx.find('price', known?.price);
  if (!price) throw missingParam(`${name}[price]`);
  const quantity = checkedQuantity(price, {
    quantity: line.quantity ?? (given ? undefined : known?.quantity),
    param: `${name}[quantity]`,
  });
  const rates = taxRatesOf(tx, { ids: line.tax_rates, param: `${name}[tax_rates]` });
  return {
    id: known?.id ?? tx.newId('li'),
    price: price.id,
    ...(quantity === undefined ? {} : { quantity }),
    taxRates: line.tax_rates === undefined ? (known?.taxRates ?? null) : (rates?.map((rate) => rate.id) ?? null),
    discounts:
      line.discounts === undefined
        ? (known?.discounts ?? [])
        : quoteDiscounts(tx, line.discounts || [], { customer, param: `${name}[discounts]` }),
  };
}

/** All lines are in one currency; those that recur do so together. */
function checkTogether(tx: Tx, items: readonly QuoteItem[]): void {
  const prices = items.map((item) => tx.get('price', item.price));
  const currencies = new Set(prices.map(({ currency }) => currency));
  const intervals = new Set(
    prices.filter(isRecurring).map(({ recurring }) => `${recurring?.interval_count} ${recurring?.interval}`),
  );
  if (currencies.size > 1) {
    throw invalidRequest({ message: 'All prices on a quote must have the same currency.', param: 'line_items' });
  }
  if (intervals.size > 1) {
    throw invalidRequest({
      message:
        'All recurring prices on a quote must have the same `recurring.interval` and `recurring.interval_count`.',
      param: 'line_items',
    });
  }
}

/**
 * The lines that a request describes: those named by their `id` change, the others are new, and what is not named goes.
 *
 * @throws StripeError for prices that cannot be used, or not together.
 */
export function quoteItems(tx: Tx, lines: readonly LineParam[], reading: Reading): QuoteItem[] {
  const items = lines.map((line, index) => quoteItem(tx, { line, name: `line_items[${index}]`, reading }));
  checkTogether(tx, items);
  return items;
}

/** The currency of a quote's lines; null while it has none. */
export function currencyOf(tx: Tx, items: readonly QuoteItem[]): string | null {
  return tx.find('price', items[0]?.price)?.currency ?? null;
}
