// The way out of a pause: a subscription resumes when its resumption invoice is paid or written off, or (if so asked) when a
// payment was tried at all. Nobody trying within 23 hours voids the invoice, and the pause goes on.
import type Stripe from 'stripe';
import { idOf } from '../kernel/objects.ts';
import type { Tx } from '../kernel/tx.ts';
import { followSubscription } from '../resources/entitlements/follow-subscription.ts';
import { subscriptionFacts } from './facts.ts';
import { scheduleNotices } from './notices.ts';
import { voidInvoice } from './void-invoice.ts';

export const RESUME_SECONDS = 23 * 3600;

/** Ends a pause at once. */
export function activate(
  tx: Tx,
  { subscription, status }: { subscription: Stripe.Subscription; status: 'active' | 'past_due' },
): Stripe.Subscription {
  tx.update('_subscription', subscription.id, { resuming: null });
  // Only a paused subscription says why it is paused.
  const resumed = tx.update('subscription', subscription.id, { status, status_details: undefined });
  tx.emit('customer.subscription.resumed', resumed);
  tx.emit('customer.subscription.updated', resumed, subscription);
  followSubscription(tx, resumed);
  noteOnSchedule(tx, subscription, 'succeeded');
  return scheduleNotices(tx, resumed);
}

/** A schedule that asked for the way out, and waited for its payment, says what became of it. */
function noteOnSchedule(tx: Tx, subscription: Stripe.Subscription, type: 'succeeded' | 'error'): void {
  const schedule = tx.find('subscription_schedule', idOf(subscription.schedule));
  const [entry] = schedule?.pause_schedules ?? [];
  if (!schedule || entry?.resume?.status.type !== 'pending') return;
  const error = { message: 'The resumption invoice was not paid in time.' };
  const status = { type, ...(type === 'error' ? { error } : {}) };
  const noted = tx.update('subscription_schedule', schedule.id, {
    pause_schedules: [{ ...entry, resume: { ...entry.resume, status } }],
  });
  tx.emit('subscription_schedule.updated', noted, schedule);
}

/** A resumption invoice was paid, or a payment of it failed. */
export function finishResumption(
  tx: Tx,
  { subscription: id, invoice, isPaid }: { subscription: string; invoice: string; isPaid: boolean },
): void {
  const { resuming } = subscriptionFacts(tx, id);
  if (resuming?.invoice !== invoice) return;
  const subscription = tx.get('subscription', id);
  if (subscription.status !== 'paused') return;
  if (isPaid) activate(tx, { subscription, status: 'active' });
  else if (resuming.onAttempt) activate(tx, { subscription, status: 'past_due' });
  // A try was made: the retries decide from here on.
  else tx.update('_subscription', id, { resuming: { ...resuming, expiresAt: null } });
}

/** Nobody tried to pay the resumption invoice in time. */
export function expireResumption(tx: Tx, subscription: Stripe.Subscription): void {
  const { resuming } = subscriptionFacts(tx, subscription.id);
  tx.update('_subscription', subscription.id, { resuming: null });
  const invoice = tx.find('invoice', resuming?.invoice);
  if (invoice?.status === 'open') voidInvoice(tx, invoice);
  noteOnSchedule(tx, subscription, 'error');
}
