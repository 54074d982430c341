import type Stripe from 'stripe';
import { idOf } from '../kernel/objects.ts';
import type { Tx } from '../kernel/tx.ts';
import { discountLines, type AppliedDiscount } from '../money/discounts.ts';
import { priceAmount } from '../money/price-amount.ts';
import { discountsOf } from './amount-invoice.ts';
import { isMetered } from './draft-line.ts';
import type { DiscountShare } from './prorate.ts';

/** What an item costs, and what discounts took off for that. */
export interface NetAmount {
  net: number;
  off: readonly DiscountShare[];
}

/**
 * What each licensed item costs for a whole period with its discounts taken off: what prorations are shares of. A fixed amount
 * off the whole subscription is shared out in proportion (flexible), or comes off every item as if it were the only one (classic).
 *
 * @see https://docs.stripe.com/billing/subscriptions/prorations
 */
export function netAmounts(
  tx: Tx,
  options: {
    items: readonly Stripe.SubscriptionItem[];
    currency: string;
    discounts: readonly AppliedDiscount[];
    isFlexible: boolean;
    at: number;
  },
): Map<string, NetAmount> {
  const { currency, isFlexible, at } = options;
  const items = options.items.filter((item) => !isMetered(item));
  const gross = items.map((item) =>
    priceAmount(tx.find('price', item.price.id) ?? item.price, item.quantity ?? 1, { currency }),
  );
  const own = items.flatMap((item, onlyLine) =>
    discountsOf(tx, item.discounts).map((discount) => ({ ...discount, onlyLine })),
  );
  const shared = isFlexible ? options.discounts : options.discounts.flatMap((each) => offEach(each, items));
  const { amounts } = discountLines({
    currency,
    lines: items.map((item, index) => ({
      amount: gross[index] ?? 0,
      product: idOf(item.price.product),
      isDiscountable: true,
      at,
    })),
    discounts: [...own, ...shared],
  });
  return new Map(
    items.map((item, index) => {
      const off = amounts[index] ?? [];
      const net = off.reduce((left, { amount }) => left - amount, gross[index] ?? 0);
      return [item.id, { net, off }];
    }),
  );
}

/** A discount of everything as one of that much on each item, in its place among the others. */
function offEach(discount: AppliedDiscount, items: readonly Stripe.SubscriptionItem[]): AppliedDiscount[] {
  return discount.onlyLine === undefined ? items.map((_, onlyLine) => ({ ...discount, onlyLine })) : [discount];
}
