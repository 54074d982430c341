// What metered items owe for the time that they measured. In flexible billing each price is owed what was used while it was in
// force, and an item that goes leaves its usage to be billed; in classic billing the last price measures the whole period.
import type Stripe from 'stripe';
import { idOf } from '../kernel/objects.ts';
import type { Tx } from '../kernel/tx.ts';
import { newInvoiceItem } from '../resources/invoiceitems/new-invoice-item.ts';
import { isMetered, usageLines, type DraftLine } from './draft-line.ts';
import { subscriptionFacts, type MeasuredTime } from './facts.ts';
import { billable } from './first-lines.ts';
import type { Period } from './periods.ts';

type Item = Stripe.SubscriptionItem;

/** The lines for all that an item measured from its period's start until `end`, one price after the other. */
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
    /** The end of what is counted of the running price, when it is not `end`. */
    countedUntil?: number | undefined;
  },
): DraftLine[] {
  const earlier = earlierTimes(tx, subscription, item);
  const start = earlier.at(-1)?.period.end ?? startOf(subscription, item);
  const last = isMetered(item) && start < end ? [{ price: item.price.id, period: { start, end } }] : [];
  return [...earlier, ...last].flatMap(({ price: id, period }) => {
    const price = id === item.price.id ? item.price : tx.get('price', id);
    const until = period.end === end && countedUntil !== undefined ? { countedUntil } : {};
    return usageLines(tx, billable(subscription), { item: { ...item, price }, period, ...until });
  });
}

/** What the change from one list of items to another leaves to be billed: the usage of items that go, or begin anew. */
export function usageLeft(
  tx: Tx,
  { subscription, items, at }: { subscription: Stripe.Subscription; items: readonly Item[]; at: number },
): DraftLine[] {
  if (subscription.status === 'trialing') return [];
  const isFlexible = subscription.billing_mode.type === 'flexible';
  return subscription.items.data
    .filter((before) => {
      const after = items.find(({ id }) => id === before.id);
      return after ? after.current_period_start !== before.current_period_start : isFlexible;
    })
    .flatMap((item) => measuredLines(tx, { subscription, item, end: at }))
    .filter(({ amount }) => amount !== 0);
}

/** Remembers which prices measured the running period, before other prices take their place. */
export function noteMeasured(
  tx: Tx,
  { subscription, items, at }: { subscription: Stripe.Subscription; items: readonly Item[]; at: number },
): void {
  if (subscription.billing_mode.type !== 'flexible') return;
  const { measured } = subscriptionFacts(tx, subscription.id);
  const kept = subscription.items.data.flatMap((before): [string, MeasuredTime[]][] => {
    const after = items.find(({ id }) => id === before.id);
    const earlier = earlierTimes(tx, subscription, before);
    if (!after || after.current_period_start !== before.current_period_start) return [];
    const start = earlier.at(-1)?.period.end ?? startOf(subscription, before);
    const isReplaced = isMetered(before) && after.price.id !== before.price.id && start < at;
    const time = { price: before.price.id, period: { start, end: at } };
    const times = isReplaced && subscription.status !== 'trialing' ? [...earlier, time] : earlier;
    return times.length ? [[before.id, times]] : [];
  });
  if (kept.length > 0 || Object.keys(measured).length > 0) {
    tx.update('_subscription', subscription.id, { measured: Object.fromEntries(kept) });
  }
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

/** Times of the item's running period; those of an earlier one are billed already, and a drafted subscription has none. */
function earlierTimes(tx: Tx, subscription: Stripe.Subscription, item: Item): MeasuredTime[] {
  const times = tx.find('_subscription', subscription.id)?.measured[item.id] ?? [];
  return times.filter(({ period }: { period: Period }) => period.start >= item.current_period_start);
}

/** An item that came in the middle of a period measures from then on. */
function startOf(subscription: Stripe.Subscription, item: Item): number {
  const isLater = item.created > subscription.created;
  return isLater ? Math.max(item.created, item.current_period_start) : item.current_period_start;
}
