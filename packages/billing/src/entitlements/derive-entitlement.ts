import { freeTier, type Catalog } from '../catalog/index.ts';
import { addDays } from '../kernel/time.ts';
import { planSubscription, type SubscriptionRow } from '../subscriptions/index.ts';

export interface Entitlement {
  /** The plan whose features the user may use; null: no plan, and the catalog has no free one. */
  readonly tier: string | null;
  /** The subscription that gives it; null for the free plan. */
  readonly subscriptionId: string | null;
  /** When this stops by time alone, without word from Stripe: the end of the grace. */
  readonly validUntil: Date | null;
}

/**
 * What a user may use at `now`. Active and trialing give the plan; past due gives it within the catalog's grace, counted
 * from the first failure; anything else gives the free plan. Collection paused keeps access: the status stays active.
 */
export function deriveEntitlement(
  subscriptions: readonly SubscriptionRow[],
  { catalog, now }: { catalog: Catalog; now: Date },
): Entitlement {
  const current = planSubscription(subscriptions);
  const free: Entitlement = { tier: freeTier(catalog), subscriptionId: null, validUntil: null };
  if (current === null) return free;
  const { tier, id: subscriptionId, status } = current;
  if (status === 'active' || status === 'trialing') return { tier, subscriptionId, validUntil: null };
  const validUntil = graceEnd(current, catalog);
  return validUntil !== null && now < validUntil ? { tier, subscriptionId, validUntil } : free;
}

/** Until when a past due subscription still gives access; null for any other status. */
export function graceEnd(row: SubscriptionRow, catalog: Catalog): Date | null {
  if (row.status !== 'past_due') return null;
  // Without an open invoice (it was written off) the period that is unpaid began the failure.
  return addDays(row.pastDueSince ?? row.currentPeriodStart, catalog.pastDueGraceDays);
}
