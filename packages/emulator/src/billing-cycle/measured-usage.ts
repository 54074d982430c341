// What metered items owe for the time that they measured. A price bills what was used while it was in force. When another takes its
// place, or its item goes, flexible billing makes an invoice item of what was used until then; classic billing drops it.
import type Stripe from 'stripe';
import { idOf } from '../kernel/objects.ts';
import type { Tx } from '../kernel/tx.ts';
import { newInvoiceItem } from '../resources/invoiceitems/new-invoice-item.ts';
import { isMetered, usageLines, type DraftLine } from './draft-line.ts';
import { subscriptionFacts } from './facts.ts';
import { billable } from './first-lines.ts';

type Item = Stripe.SubscriptionItem;

/** The lines for all that an item's price measured in the running period until `end`. */
export function measuredLines(
  tx: Tx,
  {
    subscription,
    item,
    end,
    countedUntil,
  }: {
    subscription: Stripe.Subscription;
    item: Item;
    end: number;
    /** The end of what is counted, when it is not `end`. */
    countedUntil?: number | undefined;
  },
): DraftLine[] {
  const start = measuredFrom(tx, subscription, item);
  if (!isMetered(item) || start >= end) return [];
  const until = countedUntil === undefined ? {} : { countedUntil };
  return usageLines(tx, billable(subscription), { item, period: { start, end }, ...until });
}

interface ItemsAfter {
  subscription: Stripe.Subscription;
  /** The items after a change at `at`. */
  items: readonly Item[];
  at: number;
}

/** An item that goes, or whose price does. */
function isReplaced(before: Item, after: Item | undefined): boolean {
  return before.price.id !== after?.price.id;
}

/** The items that go with a change, or whose price does, in periods that it leaves as they are. */
export function replacedItems(before: readonly Item[], after: readonly Item[]): Item[] {
  return before.filter((item) => {
    const next = after.find(({ id }) => id === item.id);
    const beginsAnew = next !== undefined && next.current_period_start !== item.current_period_start;
    return !beginsAnew && isReplaced(item, next);
  });
}

/**
 * What the change from one list of items to another leaves to be billed: the usage of items that go, change their price, or
 * begin anew.
 *
 * @param billsReplaced False where nothing of what goes is to be billed (`proration_behavior=none`).
 * @see https://docs.stripe.com/billing/subscriptions/usage-based/manage-billing-setup
 */
export function usageLeft(
  tx: Tx,
  { subscription, items, at, billsReplaced }: ItemsAfter & { billsReplaced: boolean },
): DraftLine[] {
  if (subscription.status === 'trialing') return [];
  const isFlexible = subscription.billing_mode.type === 'flexible';
  return subscription.items.data
    .filter((before) => {
      const after = items.find(({ id }) => id === before.id);
      if (after && after.current_period_start !== before.current_period_start) return true;
      return isFlexible && billsReplaced && isReplaced(before, after);
    })
    .flatMap((item) => measuredLines(tx, { subscription, item, end: at }))
    .filter(({ amount }) => amount !== 0);
}

/** Remembers since when prices measure that took the place of others in the running period. */
export function noteMeasured(tx: Tx, { subscription, items, at }: ItemsAfter): void {
  const known = subscriptionFacts(tx, subscription.id).measuredSince;
  const kept = items.flatMap((after): [string, number][] => {
    const before = subscription.items.data.find(({ id }) => id === after.id);
    if (before && isReplaced(before, after)) return [[after.id, at]];
    const since = known[after.id];
    return since === undefined || since < after.current_period_start ? [] : [[after.id, since]];
  });
  if (kept.length > 0 || Object.keys(known).length > 0) {
    tx.update('_subscription', subscription.id, { measuredSince: Object.fromEntries(kept) });
  }
}

/** Lets items measure from `at` on: what was used before, in a pause, is not billed. */
export function measureFrom(tx: Tx, { subscription, at }: { subscription: Stripe.Subscription; at: number }): void {
  const measuredSince = Object.fromEntries(subscription.items.data.map((item) => [item.id, at]));
  tx.update('_subscription', subscription.id, { measuredSince });
}

/** Lets usage wait for the next invoice. */
export function makeUsageItems(
  tx: Tx,
  { subscription, lines }: { subscription: Stripe.Subscription; lines: readonly DraftLine[] },
): void {
  for (const line of lines) {
    newInvoiceItem(tx, {
      customer: idOf(subscription.customer),
      amount: line.amount,
      currency: subscription.currency,
      description: line.description,
      discountable: true,
      discounts: line.discounts,
      metadata: {},
      period: line.period,
      price: line.price && line.product ? { id: line.price, product: line.product } : null,
      unitAmount: line.unitAmount ?? '0',
      quantity: line.quantity,
      taxRates: line.taxRates?.map((id) => tx.get('tax_rate', id)) ?? null,
      subscription: { id: subscription.id, item: null },
      proration: null,
      invoice: null,
    });
  }
}

/** The moment that the item's price measures from: the period's start, or later when it came in the middle of it. */
export function measuredFrom(tx: Tx, subscription: Stripe.Subscription, item: Item): number {
  const since = tx.find('_subscription', subscription.id)?.measuredSince[item.id] ?? 0;
  const added = item.created > subscription.created ? item.created : 0;
  const start = Math.max(item.current_period_start, since, added);
  // Classic billing has no lines for the time of a backdated start: its first renewal bills all that was used since.
  const isFirst = item.current_period_start <= subscription.created && start === item.current_period_start;
  const isClassic = subscription.billing_mode.type === 'classic';
  return isClassic && isFirst ? Math.min(start, subscription.start_date) : start;
}
