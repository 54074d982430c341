import type Stripe from 'stripe';
import { invalidRequest } from '../../kernel/errors.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Handler } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { isOver } from '../../billing-cycle/subscription-status.ts';
import { enterPhase } from './enter-phase.ts';
import { phasesOf } from './phases.ts';

type Schedule = Stripe.SubscriptionSchedule;
type Phase = Stripe.SubscriptionSchedule.Phase;

export function checkRunning(schedule: Schedule, verb: string): void {
  if (schedule.status === 'not_started' || schedule.status === 'active') return;
  throw invalidRequest({
    message: `You cannot ${verb} a subscription schedule that is currently in the \`${schedule.status}\` status.`,
  });
}

function phaseNow(phases: readonly Phase[], now: number): Phase | undefined {
  return phases.find((phase) => phase.start_date <= now && now < phase.end_date);
}

function billedAlike(one: Phase | undefined, other: Phase): boolean {
  const plain = (phase: Phase): string =>
    JSON.stringify(phase.items.map((item) => [idOf(item.price), item.quantity ?? null]));
  return one !== undefined && plain(one) === plain(other);
}

/** A running phase that changed changes the subscription now. */
function changeRunning(
  tx: Tx,
  options: { before: Schedule; after: Schedule; params: Stripe.SubscriptionScheduleUpdateParams },
): void {
  const { before, after, params } = options;
  const subscription = tx.find('subscription', idOf(after.subscription));
  const now = tx.now(after);
  const phase = phaseNow(after.phases, now);
  if (!subscription || isOver(subscription) || !phase) return;
  if (!billedAlike(phaseNow(before.phases, now), phase)) {
    const behavior = params.proration_behavior ?? 'create_prorations';
    enterPhase(tx, { subscription, phase: { ...phase, proration_behavior: behavior } });
  }
  const current = tx.get('subscription', subscription.id);
  const isLast = after.phases.at(-1)?.end_date === phase.end_date;
  const end = after.end_behavior === 'cancel' && isLast ? phase.end_date : null;
  if (current.cancel_at === end) return;
  tx.emit('customer.subscription.updated', tx.update('subscription', current.id, { cancel_at: end }), current);
}

function phasesAfter(tx: Tx, schedule: Schedule, params: Stripe.SubscriptionScheduleUpdateParams): Phase[] {
  if (!params.phases) return schedule.phases;
  const now = tx.now(schedule);
  const start = schedule.current_phase?.start_date ?? schedule.phases[0]?.start_date ?? now;
  const phases = phasesOf(tx, { params: params.phases, start, now });
  const first = phases[0];
  if (schedule.status === 'active' && first && first.start_date > now) {
    throw invalidRequest({
      message: 'You must pass in the current phase when you update the phases of a schedule that is active.',
      param: 'phases',
    });
  }
  const past = schedule.phases.filter((phase) => first && phase.end_date <= first.start_date);
  return [...past, ...phases];
}

/** @see https://docs.stripe.com/api/subscription_schedules/update */
export const updateSchedule: Handler<'POST /v1/subscription_schedules/:id'> = (tx, { path, params }) => {
  const before = tx.get('subscription_schedule', path.id);
  checkRunning(before, 'update');
  for (const name of ['default_settings', 'pause_schedules'] as const) {
    if (params[name] === undefined) continue;
    throw invalidRequest({ message: `This emulator cannot change \`${name}\` of a schedule.`, param: name });
  }
  const phases = phasesAfter(tx, before, params);
  const running = before.status === 'active' ? phaseNow(phases, tx.now(before)) : undefined;
  const after = tx.update('subscription_schedule', before.id, {
    end_behavior: params.end_behavior ?? before.end_behavior,
    metadata: mergedMetadata(before.metadata, params.metadata),
    phases,
    ...(running ? { current_phase: { start_date: running.start_date, end_date: running.end_date } } : {}),
  });
  tx.emit('subscription_schedule.updated', after, before);
  changeRunning(tx, { before, after, params });
  return tx.get('subscription_schedule', after.id);
};
