// When discounts run out: a `once` coupon with the invoice that used it, a `repeating` one after its months.
import type Stripe from 'stripe';
import { idOf } from '../kernel/objects.ts';
import type { Tx } from '../kernel/tx.ts';
import { couponOf } from '../resources/coupons/check-coupon.ts';
import { subscriptionIdOf } from './store-invoice.ts';

/** The discounts in a list that still apply at a moment. */
export function discountsInForce(
  tx: Tx,
  { discounts, at }: { discounts: readonly (string | { id: string })[]; at: number },
): string[] {
  return discounts
    .map((discount) => idOf(discount))
    .filter((id) => {
      const discount = tx.find('discount', id);
      return discount !== undefined && (discount.end === null || discount.end > at);
    });
}

/** A subscription's own discounts, or when it has none its customer's, that apply at a moment. */
export function subscriptionDiscounts(
  tx: Tx,
  { subscription, at }: { subscription: Pick<Stripe.Subscription, 'discounts' | 'customer'>; at: number },
): string[] {
  const own = discountsInForce(tx, { discounts: subscription.discounts, at });
  if (own.length > 0 || subscription.discounts.length > 0) return own;
  const customer = tx.find('customer', idOf(subscription.customer));
  return customer?.discount ? discountsInForce(tx, { discounts: [customer.discount], at }) : [];
}

/**
 * Ends `once` discounts that an invoice has just used, and those whose months a backdated start used up; the invoice goes on
 * showing them.
 */
export function useUpDiscounts(tx: Tx, invoice: Stripe.Invoice): void {
  const subscription = tx.find('subscription', subscriptionIdOf(invoice));
  if (!subscription || invoice.total_discount_amounts?.length === 0) return;
  // A trial's invoice of nothing uses nothing up.
  // Nor do prorations, which are net of a discount or show it.
  const lines = invoice.lines.data.filter(({ discountable }) => discountable);
  const amounts = lines.flatMap((line) => line.discount_amounts ?? []).filter(({ amount }) => amount > 0);
  const used = new Set(amounts.map(({ discount }) => idOf(discount)));
  const isUsedUp = (id: string): boolean => {
    const discount = tx.find('discount', id);
    if (!used.has(id) || discount === undefined) return false;
    return couponOf(tx, discount).duration === 'once' || (discount.end !== null && discount.end <= tx.now(invoice));
  };
  const gone = [...subscription.discounts, ...subscription.items.data.flatMap((item) => item.discounts)]
    .map((discount) => idOf(discount))
    .filter(isUsedUp);
  if (gone.length > 0) dropDiscounts(tx, { subscription, gone });
}

/** Takes discounts off a subscription that are over. */
export function dropDiscounts(
  tx: Tx,
  { subscription, gone }: { subscription: Stripe.Subscription; gone: readonly string[] },
): void {
  const stays = (discount: string | { id: string }): boolean => !gone.includes(idOf(discount));
  const items = subscription.items.data.map((item) => ({ ...item, discounts: item.discounts.filter(stays) }));
  for (const item of items) tx.update('subscription_item', item.id, { discounts: item.discounts });
  tx.update('subscription', subscription.id, {
    discounts: subscription.discounts.filter(stays),
    items: { ...subscription.items, data: items },
  });
  for (const id of gone) {
    const discount = tx.find('discount', id);
    // The object stays: invoices that used it go on showing it.
    if (discount) tx.emit('customer.discount.deleted', discount);
  }
}
