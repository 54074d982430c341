// Time, or a request for now, pauses and resumes the subscription of a schedule.
import type Stripe from 'stripe';
import { whyNotPausable } from '../../billing-cycle/pause-state.ts';
import { invalidRequest, StripeError } from '../../kernel/errors.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import { pauseWith } from '../subscriptions/pause-subscription.ts';
import { resumeWith } from '../subscriptions/resume-subscription.ts';
import type { PauseSchedule } from './pause-schedules.ts';

type Schedule = Stripe.SubscriptionSchedule;

/** When the pause, or the way out of it, is due. */
export function pauseDue({ pause_schedules: [entry] }: Schedule): number | null {
  if (!entry) return null;
  if (entry.pause.status.type === 'scheduled') return entry.pause.pause_at;
  return entry.pause.status.type === 'succeeded' && entry.resume?.status.type === 'scheduled'
    ? entry.resume.resume_at
    : null;
}

/** What Stripe refuses is written on the schedule: nobody waits for an answer. */
function outcomeOf(tx: Tx, work: () => void): PauseSchedule['pause']['status'] {
  try {
    tx.attempt(work);
    return { type: 'succeeded' };
  } catch (error) {
    if (!(error instanceof StripeError)) throw error;
    const { code, message } = error.details;
    return { error: { message, ...(code === undefined ? {} : { code }) }, type: 'error' };
  }
}

function pause(tx: Tx, entry: PauseSchedule, subscription: Stripe.Subscription): PauseSchedule {
  const { settings } = entry.pause;
  const since = settings?.bill_for.unused_time_from.type;
  const usage = settings?.bill_for.outstanding_usage_through.type;
  const status = outcomeOf(tx, () => {
    const why = whyNotPausable({ ...subscription, schedule: null });
    if (why !== null) throw invalidRequest({ message: `This subscription cannot be paused: ${why}.` });
    pauseWith(tx, {
      subscription,
      params: {
        type: 'subscription',
        bill_for: {
          outstanding_usage_through: { type: usage === 'none' ? 'none' : 'now' },
          unused_time_from: { type: since === 'pause_at' || since === undefined ? 'now' : since },
        },
        invoicing_behavior: settings?.invoicing_behavior ?? 'pending_invoice_item',
      },
    });
  });
  return { ...entry, pause: { ...entry.pause, status } };
}

function resume(tx: Tx, entry: PauseSchedule, subscription: Stripe.Subscription): PauseSchedule {
  if (!entry.resume) return entry;
  const { settings } = entry.resume;
  const outcome = outcomeOf(tx, () => {
    resumeWith(tx, {
      subscription,
      params: {
        billing_cycle_anchor: { type: settings.billing_cycle_anchor === 'unchanged' ? 'unchanged' : 'now' },
        payment_behavior: settings.payment_behavior,
        proration_behavior: settings.proration_behavior,
      },
    });
  });
  const isWaiting = outcome.type === 'succeeded' && tx.get('subscription', subscription.id).status === 'paused';
  const status = isWaiting ? { type: 'pending' } : outcome;
  return { ...entry, resume: { ...entry.resume, status } };
}

/** Does what is due of a schedule's pause, and says so on the schedule. */
export function runPauses(tx: Tx, { id }: { id: string }): void {
  const schedule = tx.get('subscription_schedule', id);
  const due = pauseDue(schedule);
  const subscription = tx.find('subscription', idOf(schedule.subscription));
  const [entry] = schedule.pause_schedules;
  if (!entry || !subscription || due === null || due > tx.now(schedule)) return;
  const isPause = entry.pause.status.type === 'scheduled';
  const done = isPause ? pause(tx, entry, subscription) : resume(tx, entry, subscription);
  const written = tx.update('subscription_schedule', id, { pause_schedules: [done] });
  tx.emit('subscription_schedule.updated', written, schedule);
}
