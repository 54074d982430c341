import type Stripe from 'stripe';
import { invalidRequest } from '../kernel/errors.ts';

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

/**
 * The next moment at or after `at` that the config describes; parts left out are those of `at`. A day that the month
 * lacks is its last day.
 *
 * @throws StripeError for a part that no calendar has.
 * @see https://docs.stripe.com/billing/subscriptions/billing-cycle
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
    const lastDay = new Date(Date.UTC(month.getUTCFullYear(), month.getUTCMonth() + 1, 0)).getUTCDate();
    const day = Math.min(config.day_of_month, lastDay);
    const candidate = Date.UTC(month.getUTCFullYear(), month.getUTCMonth(), day, ...clock) / 1000;
    if (candidate >= at) return candidate;
  }
}
