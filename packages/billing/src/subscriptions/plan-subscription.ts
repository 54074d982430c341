import type { SubscriptionStatus } from '@purser/contract';
import type { SubscriptionRow } from './table.ts';

/** A subscription that can never become active again. */
export function isOver({ status }: Pick<SubscriptionRow, 'status'>): boolean {
  return status === 'canceled' || status === 'incomplete_expired';
}

/** Of several, the one that gives the most counts. */
const rank: Readonly<Record<SubscriptionStatus, number>> = {
  trialing: 0,
  active: 0,
  past_due: 1,
  paused: 2,
  unpaid: 3,
  incomplete: 4,
  incomplete_expired: 5,
  canceled: 5,
};

/** The plan subscription that counts, or null when the user has none that is not over. Of equals the oldest. */
export function planSubscription(subscriptions: readonly SubscriptionRow[]): SubscriptionRow | null {
  const [first] = livePlanSubscriptions(subscriptions).sort((a, b) => rank[a.status] - rank[b.status] || byAge(a, b));
  return first ?? null;
}

/** Subscriptions to one of the catalog's plans that are not over, the oldest first. There should be one at most. */
export function livePlanSubscriptions(subscriptions: readonly SubscriptionRow[]): SubscriptionRow[] {
  return subscriptions.filter((row) => row.tier !== null && !isOver(row)).sort(byAge);
}

/** Whether it will end by itself: by Stripe's flag, or, as the portal does it, by a date alone. */
export function isCancelling(row: SubscriptionRow): boolean {
  return !isOver(row) && (row.cancelAtPeriodEnd || row.cancelAt !== null);
}

function byAge(a: SubscriptionRow, b: SubscriptionRow): number {
  // Stripe counts whole seconds: the id settles a tie, the same way everywhere.
  return a.createdAt.getTime() - b.createdAt.getTime() || (a.id < b.id ? -1 : 1);
}
