// Which prices can be on one subscription.
import type Stripe from 'stripe';
import { roughSeconds, type BillingInterval } from '../../billing-cycle/periods.ts';
import { invalidRequest } from '../../kernel/errors.ts';

/** Days and months have no common measure, except that everything is whole days. */
function measure({ interval, interval_count: count }: BillingInterval): { unit: 'day' | 'month'; count: number } {
  if (interval === 'week') return { unit: 'day', count: 7 * count };
  if (interval === 'year') return { unit: 'month', count: 12 * count };
  return { unit: interval as 'day' | 'month', count };
}

function isMultiple(every: BillingInterval, of: BillingInterval): boolean {
  const [whole, part] = [measure(every), measure(of)];
  if (whole.unit === part.unit) return whole.count % part.count === 0;
  return part.unit === 'day' && part.count === 1;
}

/** The interval of the price that bills most often; null when none recurs. */
export function shortestInterval(prices: readonly Stripe.Price[]): BillingInterval | null {
  const all = prices.flatMap(({ recurring }) => recurring ?? []);
  return all.toSorted((a, b) => roughSeconds(a) - roughSeconds(b))[0] ?? null;
}

/**
 * All items bill in one currency, and at one interval in classic mode; in flexible mode every interval is a multiple of the
 * shortest.
 *
 * @see https://docs.stripe.com/billing/subscriptions/mixed-interval#interval-alignment
 */
export function checkTogether(
  prices: readonly Stripe.Price[],
  { isFlexible, currency }: { isFlexible: boolean; currency: string },
): void {
  for (const price of prices) {
    if (price.currency !== currency && !price.currency_options?.[currency]) {
      throw invalidRequest({
        message: `The price specified only supports \`${price.currency}\`. This doesn't match the expected currency: \`${currency}\`.`,
        param: 'items',
      });
    }
  }
  const shortest = shortestInterval(prices);
  const others = prices.flatMap(({ recurring }) => recurring ?? []);
  if (!shortest) return;
  const isSame = ({ interval, interval_count: count }: BillingInterval): boolean =>
    interval === shortest.interval && count === shortest.interval_count;
  if (!isFlexible && !others.every(isSame)) {
    throw invalidRequest({
      message:
        "Currently, all prices on a subscription must have the same `recurring.interval` and `recurring.interval_count`. If you'd like to use multiple intervals, use flexible billing mode.",
      param: 'items',
    });
  }
  if (others.every((every) => isMultiple(every, shortest))) return;
  throw invalidRequest({
    message: `Every price's interval must be a multiple of the shortest one on the subscription: ${shortest.interval_count} ${shortest.interval}.`,
    param: 'items',
  });
}
