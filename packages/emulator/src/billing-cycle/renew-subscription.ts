// A period ends: the next begins, and a draft invoice bills it. A trial's end is the same, with a status that changes.
import type Stripe from 'stripe';
import { idOf } from '../kernel/objects.ts';
import type { Tx } from '../kernel/tx.ts';
import { keepItems, itemList } from '../resources/subscriptions/keep-items.ts';
import { followSubscription } from '../resources/entitlements/follow-subscription.ts';
import { accountSettings } from './account-settings.ts';
import { forgetDebits } from './debits.ts';
import { discountsInForce, dropDiscounts } from './discount-ends.ts';
import { isMetered, partialPeriodLine, periodLines, trialLine, type DraftLine } from './draft-line.ts';
import { subscriptionFacts } from './facts.ts';
import { finalizeInvoice } from './finalize-invoice.ts';
import { billable } from './first-lines.ts';
import { measuredLines } from './measured-usage.ts';
import { markUncollectible } from './mark-uncollectible.ts';
import { scheduleNotices } from './notices.ts';
import { pendingLines } from './pending-items.ts';
import { periodAround, type Anchor } from './periods.ts';
import { storeInvoice } from './store-invoice.ts';
import { composeSubscriptionInvoice, customerOf } from './subscription-invoice.ts';
import { voidInvoice } from './void-invoice.ts';

export function anchorOf(tx: Tx, subscription: Stripe.Subscription): Anchor {
  return { at: subscription.billing_cycle_anchor, dayOfMonth: subscriptionFacts(tx, subscription.id).anchorDay };
}

interface Rolling {
  anchor: Anchor;
  at: number;
  /** The end of a trial that begins now. */
  trialEnd: number | null;
  /** The planned end of the subscription: no period goes on after it. */
  cancelAt: number | null;
}

/** An item in the period after the one that ends at `at`; unchanged when its period goes on. */
function rolled(item: Stripe.SubscriptionItem, { anchor, at, trialEnd, cancelAt }: Rolling): Stripe.SubscriptionItem {
  const every = item.price.recurring;
  if (item.current_period_end > at || !every) return item;
  const start = item.current_period_end;
  const natural = trialEnd ?? periodAround(anchor, every, start).end;
  const end = cancelAt !== null && cancelAt > start ? Math.min(natural, cancelAt) : natural;
  return { ...item, current_period_start: start, current_period_end: end };
}

/** The end of a trial that a subscription is in from `at` on. */
function trialEndFrom(subscription: Stripe.Subscription, at: number): number | null {
  const { status, trial_end: end } = subscription;
  return status === 'trialing' && end !== null && end > at ? end : null;
}

/** What a metered item was used in the period that is over; in a trial that was free. */
function usedLines(
  tx: Tx,
  options: {
    subscription: Stripe.Subscription;
    item: Stripe.SubscriptionItem;
    at: number;
    countedUntil: number | undefined;
  },
): DraftLine[] {
  const { subscription, item, at, countedUntil } = options;
  if (subscription.trial_end !== at)
    return measuredLines(tx, { subscription, item, end: item.current_period_end, countedUntil });
  const period = { start: item.current_period_start, end: at };
  return isMetered(item) ? [trialLine(tx, billable(subscription), { item, period })] : [];
}

/** The lines of a renewal: usage of the period that is over, and the price of the one that begins. */
export function renewalLines(
  tx: Tx,
  options: {
    subscription: Stripe.Subscription;
    items: readonly Stripe.SubscriptionItem[];
    anchor: Anchor;
    at: number;
    countedUntil?: number | undefined;
  },
): DraftLine[] {
  const { items, anchor, at, countedUntil } = options;
  const subscription = billable(options.subscription);
  const trialEnd = trialEndFrom(options.subscription, at);
  return items.toReversed().flatMap((item) => {
    const next = rolled(item, { anchor, at, trialEnd, cancelAt: options.subscription.cancel_at });
    if (next === item || !item.price.recurring) return [];
    const used = usedLines(tx, { subscription: options.subscription, item, at, countedUntil });
    const period = { start: next.current_period_start, end: next.current_period_end };
    if (isMetered(item)) return used;
    if (trialEnd !== null) return [...used, trialLine(tx, subscription, { item, period })];
    const full = periodAround(anchor, item.price.recurring, period.start);
    if (full.start !== period.start || full.end !== period.end)
      return [...used, partialPeriodLine(tx, subscription, { item, period, full })];
    return [...used, ...periodLines(tx, subscription, { item, period })];
  });
}

function dropEndedDiscounts(tx: Tx, subscription: Stripe.Subscription, at: number): Stripe.Subscription {
  const discounts = [...subscription.discounts, ...subscription.items.data.flatMap((item) => item.discounts)];
  const stays = new Set(discountsInForce(tx, { discounts, at }));
  const gone = discounts.map((discount) => idOf(discount)).filter((id) => !stays.has(id));
  if (gone.length > 0) dropDiscounts(tx, { subscription, gone });
  return tx.get('subscription', subscription.id);
}

/** Whether invoices of this subscription go on by themselves now. */
function advances(subscription: Stripe.Subscription): boolean {
  return subscription.status !== 'unpaid' && subscription.pause_collection?.behavior !== 'keep_as_draft';
}

/** While collection is paused, an invoice is voided or written off as soon as it is made. */
function putAside(tx: Tx, invoice: Stripe.Invoice, behavior: Stripe.Subscription.PauseCollection.Behavior): void {
  if (behavior === 'keep_as_draft') return;
  const open = finalizeInvoice(tx, { invoice });
  if (open.status !== 'open') return;
  if (behavior === 'void') voidInvoice(tx, open);
  else markUncollectible(tx, { invoice: open, reason: null });
}

/**
 * Rolls the items whose period is over at `at`, and makes the draft that bills them.
 *
 * @param before The subscription as it was, when a schedule has changed it for this renewal: one event tells both.
 * @param reason Why, when the period did not end by itself.
 * @param countedUntil The end of the usage that is billed, when it is not the end of the period.
 * @param status The status to change to with it: `active` when a trial is over.
 */
export function renewSubscription(
  tx: Tx,
  options: {
    subscription: Stripe.Subscription;
    at: number;
    status?: Stripe.Subscription['status'];
    before?: Stripe.Subscription;
    reason?: 'subscription_threshold';
    countedUntil?: number;
  },
): void {
  const { at, countedUntil, reason = 'subscription_cycle' } = options;
  const { before = options.subscription } = options;
  const subscription = dropEndedDiscounts(tx, options.subscription, at);
  const customer = customerOf(tx, subscription);
  const anchor = anchorOf(tx, subscription);
  const old = subscription.items.data;
  const rolling = { anchor, at, trialEnd: trialEndFrom(subscription, at), cancelAt: subscription.cancel_at };
  const items = old.map((item) => rolled(item, rolling));
  const { id, currency } = subscription;
  const status = options.status ?? subscription.status;
  const isAdvancing = advances({ ...subscription, status });
  const composed = composeSubscriptionInvoice(tx, {
    subscription,
    customer,
    reason,
    lines: [
      ...pendingLines(tx, { customer: customer.id, subscription: id, currency }),
      ...renewalLines(tx, { subscription, items: old, anchor, at, countedUntil }),
    ],
    at,
    period: { start: Math.min(...old.map((item) => item.current_period_start)), end: at },
    fields: {
      auto_advance: isAdvancing,
      automatically_finalizes_at: isAdvancing ? at + accountSettings(tx).draftSeconds : null,
    },
  });
  forgetDebits(tx, id, at);
  keepItems(tx, { subscription: id, items });
  const renewed = tx.update('subscription', id, {
    items: itemList(id, items),
    latest_invoice: composed.invoice.id,
    status,
  });
  tx.emit('customer.subscription.updated', renewed, before);
  const invoice = storeInvoice(tx, composed);
  if (renewed.pause_collection) putAside(tx, invoice, renewed.pause_collection.behavior);
  followSubscription(tx, renewed);
  scheduleNotices(tx, tx.get('subscription', id));
}
