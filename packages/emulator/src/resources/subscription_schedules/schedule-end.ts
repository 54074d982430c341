// The last phase, and what is told and planned ahead of its end.
import type Stripe from 'stripe';
import type { Tx } from '../../kernel/tx.ts';

type Schedule = Stripe.SubscriptionSchedule;
type Phase = Stripe.SubscriptionSchedule.Phase;

/** When `subscription_schedule.expiring` is to be sent. It has the schedule's id. */
interface ScheduleFacts {
  id: string;
  object: '_subscription_schedule';
  customer: string;
  announceAt: number | null;
}

declare module '../../kernel/objects.ts' {
  interface StripeObjects {
    _subscription_schedule: ScheduleFacts;
  }
}

const NOTICE_SECONDS = 7 * 86_400;

/** The phase that follows the present one. */
export function nextPhase(schedule: Schedule): Phase | undefined {
  return schedule.phases.find((phase) => phase.start_date === schedule.current_phase?.end_date);
}

/** The end that a last phase with `end_behavior=cancel` plans for its subscription. */
export function plannedEnd(schedule: Schedule, phase: Phase): Pick<Stripe.Subscription, 'cancel_at'> | undefined {
  const isLast = schedule.phases.at(-1)?.end_date === phase.end_date;
  return schedule.end_behavior === 'cancel' && isLast ? { cancel_at: phase.end_date } : undefined;
}

/** Notes when the end of a schedule is to be announced: not at all when it is nearer than that. */
export function announceEnd(tx: Tx, schedule: Schedule): void {
  const { id } = schedule;
  const end = schedule.phases.at(-1)?.end_date ?? 0;
  const at = end - NOTICE_SECONDS;
  const announceAt = at > tx.now(schedule) ? at : null;
  if (tx.find('_subscription_schedule', id)) tx.update('_subscription_schedule', id, { announceAt });
  else {
    const customer = typeof schedule.customer === 'string' ? schedule.customer : schedule.customer.id;
    tx.insert('_subscription_schedule', { id, object: '_subscription_schedule', customer, announceAt });
  }
}

export function scheduleFactsDue(facts: ScheduleFacts): number | null {
  return facts.announceAt;
}

export function scheduleFactsWhenDue(tx: Tx, facts: ScheduleFacts): void {
  tx.update('_subscription_schedule', facts.id, { announceAt: null });
  const schedule = tx.get('subscription_schedule', facts.id);
  const isRunning = schedule.status === 'active' || schedule.status === 'not_started';
  if (isRunning) tx.emit('subscription_schedule.expiring', schedule);
}
