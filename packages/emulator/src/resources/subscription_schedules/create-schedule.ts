import type Stripe from 'stripe';
import { invalidRequest, missingParam } from '../../kernel/errors.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Handler } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { checkSubscriptionCount } from '../subscriptions/create-subscription.ts';
import { refuseConnect } from '../subscriptions/refuse-connect.ts';
import { phaseOfSubscription, phasesOf, span } from './phases.ts';
import { checkPauses, phasesUntilResumed, writtenPauses, type PauseSchedule } from './pause-schedules.ts';
import { runPauses } from './run-pauses.ts';
import { announceEnd } from './schedule-end.ts';
import { blankSettings, checkPhaseSettings, settingsOfSubscription, writtenSettings } from './schedule-settings.ts';
import { startSchedule } from './start-schedule.ts';

type Schedule = Stripe.SubscriptionSchedule;
type CreateParams = Stripe.SubscriptionScheduleCreateParams;

function storeSchedule(tx: Tx, fields: Pick<Schedule, 'customer' | 'phases'> & Partial<Schedule>): Schedule {
  const customer = tx.get('customer', idOf(fields.customer));
  const schedule = tx.insert('subscription_schedule', {
    id: tx.newId('sub_sched'),
    object: 'subscription_schedule',
    application: null,
    billing_mode: { flexible: { proration_discounts: 'included' }, type: 'flexible' },
    canceled_at: null,
    completed_at: null,
    created: tx.now(customer),
    current_phase: null,
    customer_account: null,
    default_settings: blankSettings,
    end_behavior: 'release',
    livemode: false,
    metadata: {},
    pause_schedules: [],
    released_at: null,
    released_subscription: null,
    status: 'not_started',
    subscription: null,
    test_clock: idOf(customer.test_clock),
    ...fields,
  });
  tx.emit('subscription_schedule.created', schedule);
  announceEnd(tx, schedule);
  return schedule;
}

/** A pause that has begun without a schedule: a schedule can say when it ends. */
function pauseOf(subscription: Stripe.Subscription, key: string): PauseSchedule {
  const at = subscription.status_details?.paused?.transitioned_at ?? subscription.created;
  return { key, pause: { pause_at: at, settings: null, status: { type: 'succeeded' } }, resume: null };
}

function pausesFor(
  tx: Tx,
  { subscription, given }: { subscription: Stripe.Subscription; given: CreateParams['pause_schedules'] },
): PauseSchedule[] {
  const now = tx.now(subscription);
  const newKey = (): string => tx.newId('pause');
  const key = given?.[0]?.key ?? newKey();
  const stored = subscription.status === 'paused' && given ? [pauseOf(subscription, key)] : [];
  const named = stored.length > 0 ? given?.map((each) => ({ ...each, key })) : given;
  return writtenPauses(named, { stored, now, newKey });
}

/**
 * A schedule over a running subscription: one phase, its present period.
 *
 * @param pauses When it is to pause and resume; the one thing that may be said besides.
 */
export function scheduleFromSubscription(tx: Tx, id: string, pauses?: CreateParams['pause_schedules']): Schedule {
  const subscription = tx.get('subscription', id, { param: 'from_subscription' });
  if (subscription.schedule !== null) {
    throw invalidRequest({
      message: `You cannot migrate a subscription that is already attached to a schedule: ${idOf(subscription.schedule)}.`,
      param: 'from_subscription',
    });
  }
  const canHave = ['active', 'trialing', 'past_due', ...(pauses ? ['paused'] : [])];
  if (!canHave.includes(subscription.status)) {
    throw invalidRequest({
      message: `A subscription whose status is ${subscription.status} cannot have a schedule.`,
      param: 'from_subscription',
    });
  }
  const phase = phaseOfSubscription(subscription);
  const pauseSchedules = pausesFor(tx, { subscription, given: pauses });
  const ownEnd = { ...phase, end_date: subscription.cancel_at ?? phase.end_date };
  const phases = phasesUntilResumed([ownEnd], pauseSchedules);
  const { flexible, type } = subscription.billing_mode;
  const schedule = storeSchedule(tx, {
    billing_mode: { flexible, type },
    current_phase: span(phases[0] ?? phase),
    customer: idOf(subscription.customer),
    default_settings: settingsOfSubscription(subscription),
    // A subscription that is to end goes on being so.
    end_behavior: subscription.cancel_at === null ? 'release' : 'cancel',
    pause_schedules: pauseSchedules,
    phases,
    status: 'active',
    subscription: id,
  });
  const attached = tx.update('subscription', id, { schedule: schedule.id, cancel_at_period_end: false });
  tx.emit('customer.subscription.updated', attached, subscription);
  checkPauses(schedule);
  runPauses(tx, schedule);
  return tx.get('subscription_schedule', schedule.id);
}

function billingMode(given: CreateParams['billing_mode']): Schedule['billing_mode'] {
  const type = given?.type ?? 'flexible';
  if (type !== 'flexible') return { flexible: null, type };
  return { flexible: { proration_discounts: given?.flexible?.proration_discounts ?? 'included' }, type };
}

/** `none` and `renew` are Stripe's words from before phases could be released. */
export function checkEndBehavior(given: string | undefined): 'cancel' | 'release' {
  if (given === undefined || given === 'release' || given === 'cancel') return given ?? 'release';
  const message = `This emulator ends schedules by \`release\` or \`cancel\`, not by \`${given}\`.`;
  throw invalidRequest({ message, param: 'end_behavior' });
}

function startOf(given: CreateParams['start_date'], now: number): number {
  return given === undefined || given === 'now' ? now : given;
}

/** Checks and keeps a schedule that begins a subscription of its own; `startSchedule` begins it. */
export function newSchedule(tx: Tx, params: CreateParams): Schedule {
  refuseConnect(params.customer_account === undefined ? {} : { customer_account: params.customer_account });
  if (params.customer === undefined) throw missingParam('customer');
  if (!params.phases) throw missingParam('phases');
  const customer = tx.get('customer', params.customer, { param: 'customer' });
  checkSubscriptionCount(tx, customer.id);
  const now = tx.now(customer);
  const start = startOf(params.start_date, now);
  const settings = { given: params.default_settings, stored: blankSettings, customer: customer.id };
  const defaults = writtenSettings(tx, settings);
  const phases = phasesOf(tx, { params: params.phases, customer: customer.id, start, now });
  checkPhaseSettings(defaults, phases);
  if ((phases[0]?.end_date ?? now) <= now) {
    const message = 'The first phase of a schedule that starts in the past must end in the future.';
    throw invalidRequest({ message, param: 'phases[0][end_date]' });
  }
  const newKey = (): string => tx.newId('pause');
  const pauses = writtenPauses(params.pause_schedules, { stored: [], now, newKey });
  const fields = {
    billing_mode: billingMode(params.billing_mode),
    customer: customer.id,
    default_settings: defaults,
    end_behavior: checkEndBehavior(params.end_behavior),
    metadata: mergedMetadata(null, params.metadata),
    pause_schedules: pauses,
    phases: phasesUntilResumed(phases, pauses),
  };
  checkPauses(fields);
  return storeSchedule(tx, fields);
}

/** @see https://docs.stripe.com/api/subscription_schedules/create */
export const createSchedule: Handler<'POST /v1/subscription_schedules'> = (tx, { params }) => {
  const { from_subscription: source, expand: _expand, ...others } = params;
  if (source !== undefined) {
    const other = Object.keys(others).find((name) => name !== 'pause_schedules');
    if (other === undefined) return scheduleFromSubscription(tx, source, params.pause_schedules);
    throw invalidRequest({
      message: 'You cannot set any other parameter together with `from_subscription`.',
      param: other,
    });
  }
  const schedule = newSchedule(tx, params);
  const start = schedule.phases[0]?.start_date ?? 0;
  return start <= tx.now(schedule) ? startSchedule(tx, schedule) : schedule;
};
