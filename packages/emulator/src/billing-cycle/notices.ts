// What Stripe announces before it happens: a trial's end, three days ahead; a renewal, some days ahead.
import type Stripe from 'stripe';
import type { Tx } from '../kernel/tx.ts';
import { accountSettings } from './account-settings.ts';

const REMINDER_SECONDS = 3 * 86_400;

/** The end of the item's period that is over first. */
export function nextPeriodEnd(subscription: Pick<Stripe.Subscription, 'items'>): number {
  return Math.min(...subscription.items.data.map((item) => item.current_period_end));
}

/** Whether a renewal will come at the end of the period. */
function renews(subscription: Stripe.Subscription): boolean {
  const end = nextPeriodEnd(subscription);
  return (
    ['active', 'past_due', 'trialing'].includes(subscription.status) &&
    !subscription.cancel_at_period_end &&
    (subscription.cancel_at === null || subscription.cancel_at > end)
  );
}

function announceTime(tx: Tx, subscription: Stripe.Subscription): number | null {
  const isAnnounced =
    subscription.collection_method === 'charge_automatically' && subscription.pause_collection === null;
  if (!isAnnounced || !renews(subscription)) return null;
  const at = nextPeriodEnd(subscription) - accountSettings(tx).upcomingDays * 86_400;
  return at > tx.now(subscription) ? at : null;
}

/** Notes when the next announcements are due; a trial shorter than three days is announced at once. */
export function scheduleNotices(tx: Tx, subscription: Stripe.Subscription): Stripe.Subscription {
  const facts = tx.get('_subscription', subscription.id);
  const trialEnd = subscription.status === 'trialing' ? subscription.trial_end : null;
  const remindAt = trialEnd === null ? null : trialEnd - REMINDER_SECONDS;
  const isNew = facts.remindedFor !== trialEnd;
  const isNow = remindAt !== null && isNew && remindAt <= tx.now(subscription);
  tx.update('_subscription', subscription.id, {
    announceAt: announceTime(tx, subscription),
    remindAt: isNow || !isNew ? null : remindAt,
    remindedFor: isNow ? trialEnd : facts.remindedFor,
  });
  if (isNow) tx.emit('customer.subscription.trial_will_end', subscription);
  return subscription;
}
