// Classic billing gives time back at what it cost with the discounts last used for it, also when those were for once and are
// used up by now.
import type Stripe from 'stripe';
import { idOf } from '../kernel/objects.ts';
import type { Tx } from '../kernel/tx.ts';
import type { AppliedDiscount } from '../money/discounts.ts';
import { discountsOf } from './amount-invoice.ts';
import { isMetered } from './draft-line.ts';

type Line = Stripe.InvoiceLineItem;

/** Whether a line bills an item for time that is not over at `at`. */
function bills(line: Line, { item, at }: { item: string; at: number }): boolean {
  const details = line.parent?.subscription_item_details;
  return details?.subscription_item === item && details.invoice_item === null && line.period.end > at;
}

/**
 * The discounts of the invoice that billed the running period which the subscription and its items have no longer; those of one
 * item with its place among the licensed items.
 *
 * @see https://docs.stripe.com/billing/subscriptions/billing-mode/compare
 */
export function usedUpDiscounts(
  tx: Tx,
  { subscription, at }: { subscription: Stripe.Subscription; at: number },
): AppliedDiscount[] {
  const items = subscription.items.data.filter((item) => !isMetered(item));
  const invoice = tx
    .list('invoice', { 'parent.subscription_details.subscription': subscription.id })
    .filter(({ status }) => status !== 'void')
    .find(({ lines }) => lines.data.some((line) => items.some(({ id }) => bills(line, { item: id, at }))));
  if (!invoice) return [];
  const wasForOnce = ({ coupon }: AppliedDiscount): boolean => coupon.duration === 'once';
  const kept = new Set(
    [...subscription.discounts, ...items.flatMap((item) => item.discounts)].map((each) => idOf(each)),
  );
  const isGone = (discount: AppliedDiscount): boolean => wasForOnce(discount) && !kept.has(discount.id);
  const own = items.flatMap((item, onlyLine) => {
    const line = invoice.lines.data.find((each) => bills(each, { item: item.id, at }));
    return discountsOf(tx, line?.discounts ?? []).map((discount) => ({ ...discount, onlyLine }));
  });
  return [...own, ...discountsOf(tx, invoice.discounts)].filter(isGone);
}
