// A schedule's one pause: when its subscription pauses, when it resumes, and how both are billed.
import type Stripe from 'stripe';
import { boundary } from '../../billing-cycle/periods.ts';
import { invalidRequest, missingParam } from '../../kernel/errors.ts';
import { settingsInPhase } from './schedule-settings.ts';

type Schedule = Stripe.SubscriptionSchedule;
export type PauseSchedule = Stripe.SubscriptionSchedule.PauseSchedule;
type Given = Stripe.SubscriptionScheduleUpdateParams.PauseSchedule;
type GivenResume = Exclude<Given['resume'], '' | null | undefined>;
type PauseSettings = NonNullable<PauseSchedule['pause']['settings']>;
type ResumeSettings = NonNullable<PauseSchedule['resume']>['settings'];

function moment(given: { type: string; timestamp?: number }, { now, param }: { now: number; param: string }): number {
  if (given.type === 'now') return now;
  if (given.timestamp === undefined) throw missingParam(`${param}[timestamp]`);
  return given.timestamp;
}

function pauseSettings(given: NonNullable<Given['pause']>['settings'], stored: PauseSettings | null): PauseSettings {
  const { bill_for: billFor, invoicing_behavior: invoicing } = given ?? {};
  return {
    bill_for: {
      outstanding_usage_through: {
        type: billFor?.outstanding_usage_through?.type ?? stored?.bill_for.outstanding_usage_through.type ?? 'pause_at',
      },
      unused_time_from: {
        type: billFor?.unused_time_from?.type ?? stored?.bill_for.unused_time_from.type ?? 'pause_at',
      },
    },
    invoicing_behavior: invoicing ?? stored?.invoicing_behavior ?? 'pending_invoice_item',
    type: 'subscription',
  };
}

function resumeSettings(given: GivenResume['settings'], stored: ResumeSettings | undefined): ResumeSettings {
  return {
    billing_cycle_anchor: given?.billing_cycle_anchor ?? stored?.billing_cycle_anchor ?? 'resume_at',
    payment_behavior: given?.payment_behavior ?? stored?.payment_behavior ?? 'resume_on_payment_success',
    proration_behavior: given?.proration_behavior ?? stored?.proration_behavior ?? 'create_prorations',
  };
}

interface Writing {
  stored: PauseSchedule | undefined;
  now: number;
}

function writtenPause(given: Given['pause'], { stored, now }: Writing): PauseSchedule['pause'] {
  const param = 'pause_schedules[0][pause]';
  if (!given && stored) return stored.pause;
  if (!given) throw missingParam(param);
  if (stored && stored.pause.status.type !== 'scheduled') {
    throw invalidRequest({ message: 'This pause has begun already; only its end can change.', param });
  }
  const at = given.pause_at ? moment(given.pause_at, { now, param: `${param}[pause_at]` }) : stored?.pause.pause_at;
  if (at === undefined) throw missingParam(`${param}[pause_at]`);
  if (at < now) throw invalidRequest({ message: 'A pause cannot begin in the past.', param: `${param}[pause_at]` });
  return {
    pause_at: at,
    settings: pauseSettings(given.settings, stored?.pause.settings ?? null),
    status: { type: 'scheduled' },
  };
}

function resumeTime(given: GivenResume['resume_at'], { from, now }: { from: number; now: number }): number | undefined {
  const param = 'pause_schedules[0][resume][resume_at]';
  if (!given) return undefined;
  if (given.type !== 'duration') return moment(given, { now, param });
  if (!given.duration) throw missingParam(`${param}[duration]`);
  const { interval, interval_count: count = 1 } = given.duration;
  return boundary({ at: from }, { interval, interval_count: count }, 1);
}

function writtenResume(
  given: Given['resume'],
  { stored, now, pauseAt }: Writing & { pauseAt: number },
): PauseSchedule['resume'] {
  const before = stored?.resume ?? null;
  if (given === undefined) return before;
  if (given === '' || given === null) return null;
  const param = 'pause_schedules[0][resume]';
  if (before && before.status.type !== 'scheduled') {
    throw invalidRequest({ message: 'The subscription has been resumed already.', param });
  }
  const at = resumeTime(given.resume_at, { from: Math.max(pauseAt, now), now }) ?? before?.resume_at;
  if (at === undefined) throw missingParam(`${param}[resume_at]`);
  if (at <= pauseAt || at < now) {
    const message = 'A subscription can resume only after it was paused, and not in the past.';
    throw invalidRequest({ message, param: `${param}[resume_at]` });
  }
  return { resume_at: at, settings: resumeSettings(given.settings, before?.settings), status: { type: 'scheduled' } };
}

/**
 * `pause_schedules` after a write.
 *
 * @param newKey Names an entry for which the request has no key.
 * @throws StripeError when there is more than one, or it contradicts itself.
 * @see https://docs.stripe.com/billing/subscriptions/pause/schedules
 */
export function writtenPauses(
  given: Stripe.SubscriptionScheduleUpdateParams['pause_schedules'],
  { stored, now, newKey }: { stored: PauseSchedule[]; now: number; newKey: () => string },
): PauseSchedule[] {
  if (given === undefined) return stored;
  if (given === '' || given === null || given.length === 0) return [];
  const [one, ...others] = given;
  if (!one || others.length > 0) {
    throw invalidRequest({ message: 'Only one pause schedule is supported.', param: 'pause_schedules' });
  }
  const [before] = stored;
  const isSame = before !== undefined && one.key === before.key;
  const writing = { stored: isSame ? before : undefined, now };
  const pause = writtenPause(one.pause, writing);
  const resume = writtenResume(one.resume, { ...writing, pauseAt: pause.pause_at });
  return [{ key: one.key ?? newKey(), pause, resume }];
}

/** @throws StripeError when a subscription of this schedule could not be paused. */
export function checkPauses(
  schedule: Pick<Schedule, 'billing_mode' | 'default_settings' | 'pause_schedules' | 'phases'>,
): void {
  if (schedule.pause_schedules.length === 0) return;
  const refuse = (message: string): never => {
    throw invalidRequest({ message, param: 'pause_schedules' });
  };
  if (schedule.billing_mode.type !== 'flexible') refuse('Only flexible billing mode can be paused on a schedule.');
  const settings = schedule.phases.map((phase) => settingsInPhase(schedule.default_settings, phase));
  if (settings.some((each) => each.collection_method === 'send_invoice')) {
    refuse('Only subscriptions that are charged automatically in every phase can be paused on a schedule.');
  }
}

/** The last phase goes on until the subscription is to resume: nobody else would remember it. */
export function phasesUntilResumed(phases: Schedule['phases'], pauses: readonly PauseSchedule[]): Schedule['phases'] {
  const last = phases.at(-1);
  const until = pauses[0]?.resume?.resume_at;
  if (!last || until === undefined || last.end_date >= until) return phases;
  return [...phases.slice(0, -1), { ...last, end_date: until }];
}
