import type { Stripe } from 'stripe';
import { billingPeriods, lookupKeyOf } from './catalog-view.ts';
import type { BillingPeriod, Catalog } from './define-catalog.ts';

export interface PlanOfPrice {
  tier: string;
  /** Null for an interval that the catalog does not sell, such as a quarter. */
  billingPeriod: BillingPeriod | null;
}

/**
 * Which plan a price at Stripe belongs to; null when it is none of the catalog's plans: an add-on, or another product
 * of the same Stripe account. Says it by the product's and the price's metadata, else by the lookup key.
 *
 * @param price With its product expanded.
 */
export function planOfPrice(catalog: Catalog, price: Stripe.Price): PlanOfPrice | null {
  const { product, recurring } = price;
  if (recurring === null || recurring.usage_type === 'metered') return null;
  const productMetadata = typeof product === 'string' || product.deleted ? {} : product.metadata;
  const metadata = { ...price.metadata, ...productMetadata };
  if ((metadata['catalog'] ?? catalog.id) !== catalog.id) return null;

  const billingPeriod = recurring.interval_count !== 1 ? null : (periods[recurring.interval] ?? null);
  const byKey = catalog.plans.find((plan) =>
    billingPeriods.some((period) => lookupKeyOf(plan.id, period) === price.lookup_key),
  );
  const tier = metadata['tier'] ?? byKey?.id;
  // A plan that the catalog has no more is still known by our own mark.
  const isOurs = metadata['catalog'] === catalog.id || catalog.plans.some((plan) => plan.id === tier);
  return tier === undefined || !isOurs ? null : { tier, billingPeriod };
}

const periods: Record<string, BillingPeriod> = { month: 'monthly', year: 'annual' };
