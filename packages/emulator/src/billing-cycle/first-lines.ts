// The lines of a subscription's first invoice.
import type Stripe from 'stripe';
import { idOf } from '../kernel/objects.ts';
import type { Tx } from '../kernel/tx.ts';
import {
  isMetered,
  partialPeriodLine,
  periodLines,
  trialLine,
  usageLines,
  type BillableSubscription,
  type DraftLine,
} from './draft-line.ts';
import { periodAround, type Anchor, type Period } from './periods.ts';

export function billable(
  subscription: Pick<Stripe.Subscription, 'id' | 'currency' | 'customer' | 'billing_mode' | 'metadata'>,
): BillableSubscription {
  return {
    id: subscription.id,
    currency: subscription.currency,
    customer: idOf(subscription.customer),
    isFlexible: subscription.billing_mode.type === 'flexible',
    metadata: subscription.metadata,
  };
}

/**
 * Lines for the time from each item's period start: of nothing in a trial, of the whole period, or prorated when the
 * anchor cuts the first period short. Metered items are billed when their period is over.
 *
 * @param prorates False when a short first period is free (`proration_behavior=none`).
 */
export function firstLines(
  tx: Tx,
  options: {
    subscription: Parameters<typeof billable>[0];
    items: readonly Stripe.SubscriptionItem[];
    anchor: Anchor;
    isTrial: boolean;
    prorates: boolean;
  },
): DraftLine[] {
  const { items, anchor, isTrial, prorates } = options;
  const subscription = billable(options.subscription);
  return items.toReversed().flatMap((item) => {
    if (isMetered(item) || !item.price.recurring) return [];
    const period = { start: item.current_period_start, end: item.current_period_end };
    if (isTrial) return [trialLine(tx, subscription, { item, period })];
    return licensedLines(tx, subscription, { item, period, anchor, prorates });
  });
}

/** The lines of a licensed item for a period, prorated (or left out) where it is only a part of an interval. */
export function licensedLines(
  tx: Tx,
  subscription: BillableSubscription,
  options: { item: Stripe.SubscriptionItem; period: Period; anchor: Anchor; prorates: boolean },
): DraftLine[] {
  const { item, period, anchor, prorates } = options;
  if (!item.price.recurring) return [];
  const full = periodAround(anchor, item.price.recurring, period.start);
  if (full.start === period.start && full.end === period.end) return periodLines(tx, subscription, { item, period });
  return prorates ? [partialPeriodLine(tx, subscription, { item, period, full })] : [];
}

/**
 * Classic billing shows a metered item that comes to a subscription as a line of nothing.
 *
 * @see https://docs.stripe.com/billing/subscriptions/billing-mode/compare
 */
export function newMeteredLines(
  tx: Tx,
  options: {
    subscription: Parameters<typeof billable>[0];
    items: readonly Stripe.SubscriptionItem[];
    isTrial: boolean;
  },
): DraftLine[] {
  const subscription = billable(options.subscription);
  if (subscription.isFlexible) return [];
  return options.items
    .filter(isMetered)
    .toReversed()
    .flatMap((item) => {
      const unused = { start: item.current_period_start, end: item.current_period_start };
      const lines = options.isTrial
        ? [trialLine(tx, subscription, { item, period: unused })]
        : usageLines(tx, subscription, { item, period: unused });
      return lines.map((line) => ({ ...line, period: { start: unused.start, end: item.current_period_end } }));
    });
}
