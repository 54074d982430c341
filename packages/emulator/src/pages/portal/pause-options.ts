import type Stripe from 'stripe';
import { boundary } from '../../billing-cycle/periods.ts';

type Interval = Stripe.BillingPortal.Configuration.Features.SubscriptionPause.Duration.IntervalOption;

/** A pause that the portal's configuration offers. */
export interface PauseOption {
  interval: Interval;
  /** `month-1`: what the form sends. */
  value: string;
  /** `1 month`. */
  label: string;
}

/** The pauses on offer; null when a pause has no end of its own. */
export function pauseOptions(configuration: Stripe.BillingPortal.Configuration): PauseOption[] | null {
  const { duration } = configuration.features.subscription_pause;
  if (duration.type === 'indefinite') return null;
  return (duration.interval_options ?? []).map((interval) => {
    const { interval: unit, interval_count: count } = interval;
    return { interval, value: `${unit}-${count}`, label: `${count} ${unit}${count === 1 ? '' : 's'}` };
  });
}

/** When a pause that begins now ends. */
export function pauseUntil({ interval }: PauseOption, now: number): number {
  return boundary({ at: now }, interval, 1);
}
