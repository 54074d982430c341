import type Stripe from 'stripe';
import { invalidRequest } from '../kernel/errors.ts';
import type { BillingInterval } from './periods.ts';

type Config = Stripe.SubscriptionCreateParams.BillingCycleAnchorConfig;

/** The config as the subscription shows it: parts that were left out are null, but the time of day is the creation's. */
export function anchorConfig(config: Config): Stripe.Subscription.BillingCycleAnchorConfig {
  return {
    day_of_month: config.day_of_month,
    hour: config.hour ?? null,
    minute: config.minute ?? null,
    month: config.month ?? null,
    second: config.second ?? null,
  };
}

/** What each part may be. */
const bounds = { day_of_month: [1, 31], month: [1, 12], hour: [0, 23], minute: [0, 59], second: [0, 59] } as const;

function checkParts(config: Config): void {
  for (const [part, [least, most]] of Object.entries(bounds) as [keyof typeof bounds, readonly [number, number]][]) {
    const value = config[part];
    if (value === undefined || (value >= least && value <= most)) continue;
    throw invalidRequest({
      code: 'parameter_invalid_integer',
      message: `This value must be between ${least} and ${most}.`,
      param: `billing_cycle_anchor_config[${part}]`,
    });
  }
}

/** Months of an interval; days and weeks have none. */
const stepMonths: Record<string, number> = { month: 1, year: 12 };
/** Farther than any leap day. */
const MOST_YEARS = 8;

function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
}

/**
 * The next moment at or after `at` that the config describes; parts left out are those of `at`. A day that the month
 * lacks is its last day.
 *
 * @throws StripeError for a part that no calendar has.
 */
export function anchorFromConfig(config: Config, at: number): number {
  checkParts(config);
  const now = new Date(at * 1000);
  const clock = [
    config.hour ?? now.getUTCHours(),
    config.minute ?? now.getUTCMinutes(),
    config.second ?? now.getUTCSeconds(),
  ] as const;
  for (let offset = 0; ; offset += 1) {
    const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + offset, 1));
    if (config.month !== undefined && month.getUTCMonth() + 1 !== config.month) continue;
    const day = Math.min(config.day_of_month, daysInMonth(month.getUTCFullYear(), month.getUTCMonth()));
    const candidate = Date.UTC(month.getUTCFullYear(), month.getUTCMonth(), day, ...clock) / 1000;
    if (candidate >= at) return candidate;
  }
}

/**
 * What the config anchors a price at: in steps of its interval from the next fitting moment, the first one whose month has the
 * wished day. Periods are counted back from there, so the first one still ends within an interval.
 *
 * @throws StripeError for a part that no calendar has.
 * @see https://docs.stripe.com/billing/subscriptions/billing-cycle#use-billing_cycle_anchor_config
 */
export function anchorForInterval(config: Config, at: number, every: BillingInterval | null): number {
  const next = anchorFromConfig(config, at);
  const months = (every?.interval_count ?? 0) * (stepMonths[every?.interval ?? ''] ?? 0);
  const from = new Date(next * 1000);
  for (let offset = 0; months > 0 && offset <= MOST_YEARS * 12; offset += months) {
    const month = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + offset, 1));
    if (daysInMonth(month.getUTCFullYear(), month.getUTCMonth()) < config.day_of_month) continue;
    const date = new Date(next * 1000);
    date.setUTCFullYear(month.getUTCFullYear(), month.getUTCMonth(), config.day_of_month);
    return date.getTime() / 1000;
  }
  return next;
}
