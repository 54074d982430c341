// What becomes due for a subscription as time passes, in the order in which it is done.
import type Stripe from 'stripe';
import type { Tx } from '../kernel/tx.ts';
import { endAtPeriodEnd } from './end-at-period-end.ts';
import { endPeriod } from './end-period.ts';
import { expireIncomplete } from './end-subscription.ts';
import { billPendingItems } from './pending-interval.ts';
import { nextPeriodEnd } from './notices.ts';
import { expirePendingUpdate } from './pending-update.ts';
import { changeSubscription, isOver } from './subscription-status.ts';

/** How long the first payment may take. */
export const INCOMPLETE_SECONDS = 23 * 3600;

interface DueStep {
  at: number | null;
  run: (tx: Tx, subscription: Stripe.Subscription) => void;
}

/** Everything that a subscription waits for; the first of equal times is done first. */
function dueSteps(subscription: Stripe.Subscription): DueStep[] {
  const { status } = subscription;
  if (isOver(subscription)) return [];
  if (status === 'incomplete') return [{ at: subscription.created + INCOMPLETE_SECONDS, run: expireIncomplete }];
  const isBilling = status === 'active' || status === 'past_due' || status === 'unpaid';
  return [
    { at: subscription.pending_update?.expires_at ?? null, run: expirePendingUpdate },
    { at: subscription.cancel_at, run: endAtPeriodEnd },
    {
      at: subscription.pause_collection?.resumes_at ?? null,
      run: (tx, it) => changeSubscription(tx, it, { pause_collection: null }),
    },
    { at: status === 'trialing' ? subscription.trial_end : null, run: endPeriod },
    { at: isBilling ? nextPeriodEnd(subscription) : null, run: endPeriod },
    {
      at: isBilling || status === 'trialing' ? subscription.next_pending_invoice_item_invoice : null,
      run: billPendingItems,
    },
  ];
}

/** When something next happens to a subscription; null for never. */
export function subscriptionDue(subscription: Stripe.Subscription): number | null {
  const times = dueSteps(subscription).flatMap(({ at }) => (at === null ? [] : [at]));
  return times.length === 0 ? null : Math.min(...times);
}

/** Does all that is due by now. */
export function subscriptionWhenDue(tx: Tx, subscription: Stripe.Subscription): void {
  for (let current = subscription; ; current = tx.get('subscription', subscription.id)) {
    const due = subscriptionDue(current);
    if (due === null || due > tx.now(current)) return;
    const step = dueSteps(current).find(({ at }) => at === due);
    step?.run(tx, current);
  }
}
