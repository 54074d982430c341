// The lines of a subscription's first invoice.
import type Stripe from 'stripe';
import { idOf } from '../kernel/objects.ts';
import type { Tx } from '../kernel/tx.ts';
import {
  isMetered,
  partialPeriodLine,
  periodLines,
  trialLine,
  type BillableSubscription,
  type DraftLine,
} from './draft-line.ts';
import { periodAround, type Anchor } from './periods.ts';

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
    const full = periodAround(anchor, item.price.recurring, period.start);
    if (full.start === period.start && full.end === period.end) return periodLines(tx, subscription, { item, period });
    return prorates ? [partialPeriodLine(tx, subscription, { item, period, full })] : [];
  });
}
