import type Stripe from 'stripe';
import type { Tx } from '../../kernel/tx.ts';

const day = 24 * 60 * 60;
const longestWithoutSubscription = { interval: 'year' as const, count: 2 };

type Interval = Stripe.Price.Recurring['interval'];

/**
 * How far a test clock may be advanced at once: two intervals of its shortest subscription, two years without one.
 *
 * @see https://docs.stripe.com/billing/testing/test-clocks/api-advanced-usage
 */
export function advanceLimit(tx: Tx, clock: Stripe.TestHelpers.TestClock): number {
  const now = clock.frozen_time;
  const ends = tx
    .list('subscription', { test_clock: clock.id })
    .filter((subscription) => subscription.status !== 'canceled' && subscription.status !== 'incomplete_expired')
    .flatMap((subscription) => subscription.items.data)
    .map((item) => item.price.recurring)
    .filter((recurring) => recurring !== null)
    .map(({ interval, interval_count: count }) => later(now, interval, 2 * count));
  const { interval, count } = longestWithoutSubscription;
  return ends.length ? Math.min(...ends) : later(now, interval, count);
}

function later(from: number, interval: Interval, count: number): number {
  if (interval === 'day') return from + count * day;
  if (interval === 'week') return from + count * 7 * day;
  const date = new Date(from * 1000);
  const months = interval === 'month' ? count : 12 * count;
  const target = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1));
  const lastDay = new Date(Date.UTC(target.getUTCFullYear(), target.getUTCMonth() + 1, 0)).getUTCDate();
  target.setUTCDate(Math.min(date.getUTCDate(), lastDay));
  return target.getTime() / 1000 + (from % day);
}
