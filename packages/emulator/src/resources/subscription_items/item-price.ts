import type Stripe from 'stripe';
import { invalidRequest, missingParam } from '../../kernel/errors.ts';
import type { Tx } from '../../kernel/tx.ts';
import { newPrice } from '../prices/new-price.ts';

export interface PriceChoice {
  price?: string;
  plan?: string;
  price_data?: Stripe.SubscriptionCreateParams.Item['price_data'];
}

/**
 * The recurring price that an item's parameters name, or make.
 *
 * @param param The item's own place in the request: `items[0]`; empty when the request is about one item.
 * @throws StripeError when it is missing, inactive, or not recurring.
 */
export function recurringPrice(tx: Tx, { choice, param }: { choice: PriceChoice; param: string }): Stripe.Price {
  const name = (field: string): string => (param ? `${param}[${field}]` : field);
  if (choice.price_data) return newPrice(tx, { ...choice.price_data, active: false });
  const id = choice.price ?? choice.plan;
  if (id === undefined) throw missingParam(name('price'));
  const price = tx.get('price', id, { param: name('price') });
  if (!price.active) {
    throw invalidRequest({
      message: 'The price specified is inactive. This field only accepts active prices.',
      param: name('price'),
    });
  }
  if (price.type !== 'recurring') {
    throw invalidRequest({
      message:
        'The price specified is set to `type=one_time` but this field only accepts prices with `type=recurring`.',
      param: name('price'),
    });
  }
  return price;
}

/**
 * The price of something billed once: `add_invoice_items`, an invoice item, a line of Checkout.
 *
 * @param mayCredit Whether the price that `price_data` makes may be negative.
 */
export function oneTimePrice(
  tx: Tx,
  {
    choice,
    param,
    mayCredit = false,
  }: {
    choice: { price?: string; price_data?: Stripe.SubscriptionCreateParams.AddInvoiceItem.PriceData };
    param: string;
    mayCredit?: boolean;
  },
): Stripe.Price {
  const name = param ? `${param}[price]` : 'price';
  if (choice.price_data) return newPrice(tx, { ...choice.price_data, active: false }, { mayCredit });
  if (choice.price === undefined) throw missingParam(name);
  const price = tx.get('price', choice.price, { param: name });
  if (price.type !== 'one_time') {
    throw invalidRequest({
      message:
        'The price specified is set to `type=recurring` but this field only accepts prices with `type=one_time`.',
      param: name,
    });
  }
  if (!price.active) {
    throw invalidRequest({
      message: 'The price specified is inactive. This field only accepts active prices.',
      param: name,
    });
  }
  return price;
}
