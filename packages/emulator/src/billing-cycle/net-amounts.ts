import type Stripe from 'stripe';
import { idOf } from '../kernel/objects.ts';
import type { Tx } from '../kernel/tx.ts';
import { discountLines, type AppliedDiscount } from '../money/discounts.ts';
import { priceAmount } from '../money/price-amount.ts';
import { discountsOf } from './amount-invoice.ts';
import { isMetered } from './draft-line.ts';

/**
 * What each licensed item costs for a whole period with its discounts taken off: what prorations are shares of. Discounts on
 * the whole subscription are shared out in proportion (flexible), or a fixed amount evenly (classic).
 */
export function netAmounts(
  tx: Tx,
  options: {
    items: readonly Stripe.SubscriptionItem[];
    currency: string;
    discounts: readonly AppliedDiscount[];
    isFlexible: boolean;
  },
): Map<string, number> {
  const { currency, isFlexible } = options;
  const items = options.items.filter((item) => !isMetered(item));
  const gross = items.map((item) =>
    priceAmount(tx.find('price', item.price.id) ?? item.price, item.quantity ?? 1, { currency }),
  );
  const own = items.flatMap((item, onlyLine) =>
    discountsOf(tx, item.discounts).map((discount) => ({ ...discount, onlyLine })),
  );
  const shared = isFlexible
    ? options.discounts
    : options.discounts.flatMap((each) => evenly(each, { items, currency }));
  const { amounts } = discountLines({
    currency,
    lines: items.map((item, index) => ({
      amount: gross[index] ?? 0,
      product: idOf(item.price.product),
      isDiscountable: true,
    })),
    discounts: [...own, ...shared],
  });
  return new Map(
    items.map((item, index) => {
      const off = (amounts[index] ?? []).reduce((sum, { amount }) => sum + amount, 0);
      return [item.id, (gross[index] ?? 0) - off];
    }),
  );
}

/** A fixed amount as an equal discount on each item. */
function evenly(
  discount: AppliedDiscount,
  { items, currency }: { items: readonly Stripe.SubscriptionItem[]; currency: string },
): AppliedDiscount[] {
  const { coupon } = discount;
  if (coupon.percent_off !== null || coupon.currency !== currency) return [discount];
  const each = Math.trunc((coupon.amount_off ?? 0) / Math.max(1, items.length));
  return items.map((_, onlyLine) => ({ ...discount, coupon: { ...coupon, amount_off: each }, onlyLine }));
}
