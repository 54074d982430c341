// What time does to a schedule: it starts its subscription, enters the next phase, and at the last one's end lets go.
import type Stripe from 'stripe';
import { endPeriod } from '../../billing-cycle/end-period.ts';
import { nextPeriodEnd } from '../../billing-cycle/notices.ts';
import { isOver } from '../../billing-cycle/subscription-status.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import { enterPhase } from './enter-phase.ts';
import { cancelAlone, complete, orElse, releaseSchedule } from './let-go.ts';
import { span } from './phases.ts';
import { pauseDue, runPauses } from './run-pauses.ts';
import { nextPhase, plannedEnd } from './schedule-end.ts';
import { startSchedule } from './start-schedule.ts';

type Schedule = Stripe.SubscriptionSchedule;
type Phase = Stripe.SubscriptionSchedule.Phase;

export function scheduleDue(schedule: Schedule): number | null {
  if (schedule.status === 'not_started') return schedule.phases[0]?.start_date ?? null;
  if (schedule.status !== 'active') return null;
  const times = [schedule.current_phase?.end_date, pauseDue(schedule)].filter((at) => typeof at === 'number');
  return times.length === 0 ? null : Math.min(...times);
}

function moveOn(tx: Tx, { schedule, phase, subscription }: MovingOn): void {
  const rolls = ['active', 'past_due', 'unpaid', 'trialing'].includes(subscription.status);
  if (rolls && nextPeriodEnd(subscription) === phase.start_date) {
    endPeriod(tx, subscription);
    return;
  }
  const fields = plannedEnd(schedule, phase);
  enterPhase(tx, { schedule, phase, subscription, isTimed: true, ...(fields ? { fields } : {}) });
  const moved = tx.update('subscription_schedule', schedule.id, { current_phase: span(phase) });
  tx.emit('subscription_schedule.updated', moved, schedule);
}

interface MovingOn {
  schedule: Schedule;
  phase: Phase;
  subscription: Stripe.Subscription;
}

export function scheduleWhenDue(tx: Tx, schedule: Schedule): void {
  if (schedule.status === 'not_started') {
    const start = (): void => void startSchedule(tx, schedule);
    orElse(tx, start, () => cancelAlone(tx, schedule));
    return;
  }
  runPauses(tx, schedule);
  endPhase(tx, tx.get('subscription_schedule', schedule.id));
}

function endPhase(tx: Tx, schedule: Schedule): void {
  if (schedule.status !== 'active' || (schedule.current_phase?.end_date ?? Infinity) > tx.now(schedule)) return;
  const subscription = tx.find('subscription', idOf(schedule.subscription));
  const phase = nextPhase(schedule);
  if (phase && subscription && !isOver(subscription)) {
    const move = (): void => moveOn(tx, { schedule, phase, subscription });
    orElse(tx, move, () => releaseSchedule(tx, schedule));
  } else if (schedule.end_behavior === 'release') {
    releaseSchedule(tx, schedule);
  } else {
    complete(tx, schedule);
  }
}
