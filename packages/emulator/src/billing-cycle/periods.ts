// Where billing periods begin and end. Every boundary is worked out from the anchor and never from the boundary before
// it, so that a subscription anchored on the 31st comes back to the 31st after a short month.
import type Stripe from 'stripe';

const DAY = 86_400;

/** How often a price bills, as prices and plans carry it. */
export type BillingInterval = Pick<Stripe.Price.Recurring, 'interval' | 'interval_count'>;

/** A span of time in unix seconds; `end` is not part of it. */
export interface Period {
  start: number;
  end: number;
}

/** What the boundaries of a subscription are counted from. */
export interface Anchor {
  at: number;
  /** The wished day of the month, where the anchor itself fell in a shorter month (`billing_cycle_anchor_config`). */
  dayOfMonth?: number | null;
}

/** The number of days in a month of UTC; `month` counts from 0 and may run past 11. */
function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
}

function addMonths(anchor: Anchor, months: number): number {
  const date = new Date(anchor.at * 1000);
  const year = date.getUTCFullYear();
  const month = date.getUTCMonth() + months;
  const day = Math.min(anchor.dayOfMonth ?? date.getUTCDate(), daysInMonth(year, month));
  const midnight = Date.UTC(year, month, day) / 1000;
  return midnight + (((anchor.at % DAY) + DAY) % DAY);
}

/** The boundary `count` intervals after the anchor (before it when negative). */
export function boundary(anchor: Anchor, every: BillingInterval, count: number): number {
  const steps = count * every.interval_count;
  switch (every.interval) {
    case 'day':
      return anchor.at + steps * DAY;
    case 'week':
      return anchor.at + steps * 7 * DAY;
    case 'month':
      return addMonths(anchor, steps);
    case 'year':
      return addMonths(anchor, steps * 12);
    default:
      throw new TypeError(`Unknown billing interval: ${String(every.interval)}`);
  }
}

/** About how long an interval is, in seconds; only good for a first guess and for comparing intervals. */
export function roughSeconds(every: BillingInterval): number {
  const days = { day: 1, week: 7, month: 30.4368, year: 365.2425 }[every.interval as 'day' | 'week' | 'month' | 'year'];
  return days * DAY * every.interval_count;
}

/** The period that contains the moment `at`. */
export function periodAround(anchor: Anchor, every: BillingInterval, at: number): Period {
  let count = Math.floor((at - anchor.at) / roughSeconds(every));
  while (boundary(anchor, every, count) > at) count -= 1;
  while (boundary(anchor, every, count + 1) <= at) count += 1;
  return { start: boundary(anchor, every, count), end: boundary(anchor, every, count + 1) };
}

/** The period that begins at `start`, which need not be a boundary itself: the first one of a subscription may be short. */
export function periodFrom(anchor: Anchor, every: BillingInterval, start: number): Period {
  return { start, end: periodAround(anchor, every, start).end };
}

/**
 * How long a period would be that nothing cut short: an anchor that lies ahead shortens the first one, a planned end the last.
 * What a price costs is for the whole of it.
 */
export function naturalSeconds(anchor: Anchor, every: BillingInterval | null, period: Period): number {
  const length = period.end - period.start;
  if (!every || length === 0) return length;
  const natural = periodAround(anchor, every, period.end - 1);
  return Math.max(natural.end - natural.start, length);
}

/** The end of one interval that begins at `start`. */
export function oneInterval(start: number, every: BillingInterval): number {
  return boundary({ at: start }, every, 1);
}
