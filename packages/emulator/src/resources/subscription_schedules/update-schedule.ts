import type Stripe from 'stripe';
import { isOver } from '../../billing-cycle/subscription-status.ts';
import { invalidRequest } from '../../kernel/errors.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Handler } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { cancelNow } from '../subscriptions/cancel-subscription.ts';
import { checkEndBehavior } from './create-schedule.ts';
import { enterPhase } from './enter-phase.ts';
import { checkPauses, phasesUntilResumed, writtenPauses } from './pause-schedules.ts';
import { phasesOf, span } from './phases.ts';
import { releaseSchedule } from './let-go.ts';
import { runPauses } from './run-pauses.ts';
import { announceEnd, plannedEnd } from './schedule-end.ts';
import { checkPhaseSettings, settingsInPhase, writtenSettings } from './schedule-settings.ts';

type Schedule = Stripe.SubscriptionSchedule;
type Phase = Stripe.SubscriptionSchedule.Phase;
type UpdateParams = Stripe.SubscriptionScheduleUpdateParams;

export function checkRunning(schedule: Schedule, verb: string): void {
  if (schedule.status === 'not_started' || schedule.status === 'active') return;
  throw invalidRequest({
    message: `You cannot ${verb} a subscription schedule that is currently in the \`${schedule.status}\` status.`,
  });
}

function phaseNow(phases: readonly Phase[], now: number): Phase | undefined {
  return phases.find((phase) => phase.start_date <= now && now < phase.end_date);
}

/** What a phase is for the subscription that is in it; dates and what it added at its beginning are over. */
function actsAs(schedule: Schedule, phase: Phase): string {
  const { items, discounts, default_tax_rates: rates, metadata, trial_end: trialEnd } = phase;
  const settings = settingsInPhase(schedule.default_settings, phase);
  return JSON.stringify([items, discounts, rates, metadata, trialEnd, settings]);
}

interface Written {
  before: Schedule;
  after: Schedule;
  params: UpdateParams;
}

/** A running phase that changed changes the subscription now; one that begins now is entered as time would. */
function changeRunning(tx: Tx, { before, after, params }: Written): void {
  const subscription = tx.find('subscription', idOf(after.subscription));
  const now = tx.now(after);
  const phase = phaseNow(after.phases, now);
  if (!subscription || isOver(subscription) || !phase) return;
  const old = phaseNow(before.phases, now);
  const begins = phase.start_date === now && old?.start_date !== now;
  const isSame = old !== undefined && actsAs(before, old) === actsAs(after, phase);
  const addsItems = JSON.stringify(old?.add_invoice_items ?? []) !== JSON.stringify(phase.add_invoice_items);
  const wasPlanned = before.end_behavior === 'cancel' ? before.phases.at(-1)?.end_date : undefined;
  const planned = plannedEnd(after, phase) ?? (wasPlanned === subscription.cancel_at ? { cancel_at: null } : undefined);
  if (begins || !isSame || addsItems) {
    const behavior = begins ? phase.proration_behavior : (params.proration_behavior ?? 'create_prorations');
    const entered: Phase = {
      ...phase,
      proration_behavior: behavior,
      add_invoice_items: begins || addsItems ? phase.add_invoice_items : [],
    };
    enterPhase(tx, { subscription, schedule: after, phase: entered, ...(planned ? { fields: planned } : {}) });
  } else if (planned && subscription.cancel_at !== planned.cancel_at) {
    tx.emit('customer.subscription.updated', tx.update('subscription', subscription.id, planned), subscription);
  }
}

function phasesAfter(tx: Tx, schedule: Schedule, params: UpdateParams): Phase[] {
  if (!params.phases) return schedule.phases;
  const now = tx.now(schedule);
  const start = schedule.current_phase?.start_date ?? schedule.phases[0]?.start_date ?? now;
  const phases = phasesOf(tx, { params: params.phases, customer: idOf(schedule.customer), start, now });
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

/** The last phase was told to end now. */
function endNow(tx: Tx, schedule: Schedule, behavior: UpdateParams['proration_behavior']): void {
  const subscription = tx.find('subscription', idOf(schedule.subscription));
  if (schedule.end_behavior === 'release') releaseSchedule(tx, schedule);
  else if (subscription && !isOver(subscription)) cancelNow(tx, { subscription, prorates: behavior !== 'none' });
}

/** @see https://docs.stripe.com/api/subscription_schedules/update */
export const updateSchedule: Handler<'POST /v1/subscription_schedules/:id'> = (tx, { path, params }) =>
  changeSchedule(tx, { id: path.id, params });

/** Changes a schedule, and its subscription with it where the running phase changes. */
export function changeSchedule(tx: Tx, { id, params }: { id: string; params: UpdateParams }): Schedule {
  const before = tx.get('subscription_schedule', id);
  checkRunning(before, 'update');
  const now = tx.now(before);
  const newKey = (): string => tx.newId('pause');
  const pauses = writtenPauses(params.pause_schedules, { stored: before.pause_schedules, now, newKey });
  const phases = phasesUntilResumed(phasesAfter(tx, before, params), pauses);
  const given = params.default_settings;
  const settings = { given, stored: before.default_settings, customer: idOf(before.customer) };
  const defaults = writtenSettings(tx, settings);
  checkPhaseSettings(defaults, phases);
  checkPauses({ ...before, default_settings: defaults, pause_schedules: pauses, phases });
  const running = before.status === 'active' ? phaseNow(phases, now) : undefined;
  const after = tx.update('subscription_schedule', before.id, {
    default_settings: defaults,
    end_behavior: params.end_behavior === undefined ? before.end_behavior : checkEndBehavior(params.end_behavior),
    metadata: mergedMetadata(before.metadata, params.metadata),
    pause_schedules: pauses,
    phases,
    ...(running ? { current_phase: span(running) } : {}),
  });
  tx.emit('subscription_schedule.updated', after, before);
  announceEnd(tx, after);
  changeRunning(tx, { before, after, params });
  if (after.status === 'active') runPauses(tx, after);
  if (before.status === 'active' && !running) endNow(tx, after, params.proration_behavior);
  return tx.get('subscription_schedule', after.id);
}
