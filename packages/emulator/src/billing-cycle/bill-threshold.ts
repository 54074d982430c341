// Usage is billed before its period is over when it comes to what a subscription, or one of its items, sets as its threshold.
import type Stripe from 'stripe';
import type { Tx } from '../kernel/tx.ts';
import { followSubscription } from '../resources/entitlements/follow-subscription.ts';
import { itemList, keepItems } from '../resources/subscriptions/keep-items.ts';
import { accountSettings } from './account-settings.ts';
import { isMetered, usageLines, type DraftLine } from './draft-line.ts';
import { subscriptionFacts } from './facts.ts';
import { billable } from './first-lines.ts';
import { measuredFrom } from './measured-usage.ts';
import { nextPeriodEnd } from './notices.ts';
import { pendingLines } from './pending-items.ts';
import { renewSubscription } from './renew-subscription.ts';
import { storeInvoice } from './store-invoice.ts';
import { composeSubscriptionInvoice, customerOf } from './subscription-invoice.ts';
import { meteredUsage } from './usage.ts';
import { billedUsage, type BilledUsage } from './usage-parts.ts';

/** Nothing is billed ahead of the end of a period by less than this: it would be two invoices within a day. */
const QUIET_SECONDS = 86_400;

type Item = Stripe.SubscriptionItem;

/** Usage of an item in its period, the present second included. */
function usedUntilNow(tx: Tx, subscription: Stripe.Subscription, item: Item): number {
  const { customer } = billable(subscription);
  const period = { start: measuredFrom(tx, subscription, item), end: tx.now(subscription) + 1 };
  return meteredUsage(tx, { price: item.price, customer, period });
}

function crossesUsage(tx: Tx, subscription: Stripe.Subscription, item: Item): boolean {
  const least = item.billing_thresholds?.usage_gte ?? null;
  if (least === null) return false;
  const billed = billedUsage(tx, {
    subscription: subscription.id,
    item: item.id,
    since: measuredFrom(tx, subscription, item),
  });
  return usedUntilNow(tx, subscription, item) - billed >= least;
}

/** What is billed at a threshold: all that waits, and usage that was not billed yet. */
function accruedLines(tx: Tx, subscription: Stripe.Subscription): DraftLine[] {
  const { id, currency } = subscription;
  const to = billable(subscription);
  const at = tx.now(subscription);
  const usage = subscription.items.data.filter(isMetered).flatMap((item) =>
    usageLines(tx, to, {
      item,
      period: { start: measuredFrom(tx, subscription, item), end: at },
      countedUntil: at + 1,
    }),
  );
  return [...pendingLines(tx, { customer: to.customer, subscription: id, currency }), ...usage].filter(
    ({ amount, quantity }) => amount !== 0 || quantity !== 0,
  );
}

function crossesAmount(tx: Tx, subscription: Stripe.Subscription): boolean {
  const least = subscription.billing_thresholds?.amount_gte ?? null;
  if (least === null) return false;
  const at = tx.now(subscription);
  const { invoice } = composeSubscriptionInvoice(tx, {
    subscription,
    customer: customerOf(tx, subscription),
    reason: 'subscription_threshold',
    lines: accruedLines(tx, subscription),
    at,
    period: { start: at, end: at },
  });
  // Discounts count, taxes do not.
  return (invoice.total_excluding_tax ?? 0) >= least;
}

function notedUsage(tx: Tx, subscription: Stripe.Subscription, from: (item: Item) => number): void {
  const { customer } = billable(subscription);
  const end = tx.now(subscription) + 1;
  const noted = subscription.items.data.filter(isMetered).map((item): [string, BilledUsage] => {
    const start = from(item);
    return [
      item.id,
      { since: start, quantity: meteredUsage(tx, { price: item.price, customer, period: { start, end } }) },
    ];
  });
  const before = subscriptionFacts(tx, subscription.id).billedUsage;
  tx.update('_subscription', subscription.id, { billedUsage: { ...before, ...Object.fromEntries(noted) } });
}

/** The period goes on; what was used in it so far is billed. */
function billAccrued(tx: Tx, subscription: Stripe.Subscription): void {
  const at = tx.now(subscription);
  const items = subscription.items.data;
  const composed = composeSubscriptionInvoice(tx, {
    subscription,
    customer: customerOf(tx, subscription),
    reason: 'subscription_threshold',
    lines: accruedLines(tx, subscription),
    at,
    period: { start: Math.min(...items.map((item) => item.current_period_start)), end: at },
    fields: { auto_advance: true, automatically_finalizes_at: at + accountSettings(tx).draftSeconds },
  });
  notedUsage(tx, subscription, (item) => measuredFrom(tx, subscription, item));
  const billed = tx.update('subscription', subscription.id, { latest_invoice: composed.invoice.id });
  tx.emit('customer.subscription.updated', billed, subscription);
  storeInvoice(tx, composed);
  followSubscription(tx, billed);
}

/** The period ends now, as if it had come to its end by itself, and the next one is counted from here. */
function beginAnew(tx: Tx, before: Stripe.Subscription): void {
  const { id } = before;
  const at = tx.now(before);
  const items = before.items.data.map((item) => ({ ...item, current_period_end: at }));
  keepItems(tx, { subscription: id, items });
  tx.update('_subscription', id, { anchorDay: null });
  const subscription = tx.update('subscription', id, { billing_cycle_anchor: at, items: itemList(id, items) });
  renewSubscription(tx, { subscription, at, before, reason: 'subscription_threshold', countedUntil: at + 1 });
  notedUsage(tx, tx.get('subscription', id), () => at);
}

/** Bills a customer's subscriptions whose thresholds a use of a meter reached. */
export function billThresholds(tx: Tx, { meter, customer }: { meter: string; customer: string }): void {
  for (const subscription of tx.list('subscription', { customer }).toReversed()) {
    const isBilling = ['active', 'past_due'].includes(subscription.status) && subscription.pause_collection === null;
    const items = subscription.items.data.filter((item) => item.price.recurring?.meter === meter);
    const isQuiet = nextPeriodEnd(subscription) - tx.now(subscription) <= QUIET_SECONDS;
    if (!isBilling || items.length === 0 || isQuiet) continue;
    const isReached = items.some((item) => crossesUsage(tx, subscription, item)) || crossesAmount(tx, subscription);
    if (!isReached) continue;
    if (subscription.billing_thresholds?.reset_billing_cycle_anchor) beginAnew(tx, subscription);
    else billAccrued(tx, subscription);
  }
}
