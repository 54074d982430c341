// A subscription that is paused: nothing is billed until it resumes.
import type Stripe from 'stripe';
import type { Tx } from '../kernel/tx.ts';
import { followSubscription } from '../resources/entitlements/follow-subscription.ts';
import { itemList, keepItems } from '../resources/subscriptions/keep-items.ts';

type PauseReason = Stripe.Subscription.StatusDetails.Paused.Subscription.Type;

/**
 * Why a subscription cannot be paused; null when it can.
 *
 * @see https://docs.stripe.com/billing/subscriptions/pause
 */
export function whyNotPausable(subscription: Stripe.Subscription): string | null {
  if (subscription.billing_mode.type !== 'flexible') return 'its billing mode is not flexible';
  if (subscription.collection_method !== 'charge_automatically') return 'its invoices are sent, not charged';
  if (subscription.schedule !== null) return 'a schedule is attached to it';
  if (subscription.items.data.some((item) => item.current_trial !== null))
    return 'one of its items is in a trial offer';
  const isRunning = subscription.status === 'active' || subscription.status === 'past_due';
  return isRunning ? null : `its status is ${subscription.status}`;
}

/**
 * Pauses a subscription; its periods end here.
 *
 * @param before As it was, when the pause was billed first.
 */
export function pauseNow(
  tx: Tx,
  options: { subscription: Stripe.Subscription; reason: PauseReason; before?: Stripe.Subscription },
): Stripe.Subscription {
  const { subscription, reason, before = subscription } = options;
  const { id } = subscription;
  const at = tx.now(subscription);
  const items = subscription.items.data.map((item) => ({ ...item, current_period_end: at }));
  keepItems(tx, { subscription: id, items });
  tx.update('_subscription', id, { announceAt: null, remindAt: null });
  const paused = tx.update('subscription', id, {
    items: itemList(id, items),
    status: 'paused',
    status_details: { paused: { subscription: { type: reason }, transitioned_at: at, type: 'subscription' } },
  });
  tx.emit('customer.subscription.paused', paused);
  tx.emit('customer.subscription.updated', paused, before);
  followSubscription(tx, paused);
  return paused;
}
