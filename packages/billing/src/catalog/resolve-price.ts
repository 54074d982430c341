import type { Billing } from '../kernel/billing.ts';
import { BillingError } from '../kernel/errors.ts';
import { billingPeriods, lookupKeyOf } from './catalog-view.ts';
import type { PlanOfPrice } from './plan-of-price.ts';
import { refreshPortalConfiguration, refreshPrice } from './projection.ts';
import { findCatalogObject, findPrice, findPriceOnSale } from './table.ts';

/**
 * The Stripe price that a choice on the pricing page means. `STRIPE_PRICE_<TIER>_<PERIOD>` wins, then what we have seen
 * at Stripe under the lookup key, then a look.
 *
 * @throws BillingError `unknown_tier`, `unknown_billing_period` (also for a plan that is not sold by it), `tier_is_free`,
 *   `price_not_available` when Stripe has no price under the key, because the catalog was never pushed or it was archived.
 */
export async function priceIdFor(
  billing: Billing,
  { tier, billingPeriod }: { tier: string; billingPeriod: string },
): Promise<string> {
  const { catalog, settings, stripe, db } = billing;
  const plan = catalog.plans.find(({ id }) => id === tier);
  if (plan === undefined) {
    const known = catalog.plans.map(({ id }) => id).join(', ');
    throw new BillingError('unknown_tier', `There is no plan "${tier}". The plans are ${known}.`);
  }
  if (plan.prices === undefined) {
    throw new BillingError('tier_is_free', `${plan.name} costs nothing; there is nothing to pay.`);
  }
  const period = billingPeriods.find((known) => known === billingPeriod);
  if (period === undefined || plan.prices[period] === undefined) {
    const sold = billingPeriods.filter((known) => plan.prices?.[known] !== undefined).join(' or ');
    throw new BillingError('unknown_billing_period', `${plan.name} is sold ${sold}, not "${billingPeriod}".`);
  }
  const lookupKey = lookupKeyOf(plan.id, period);
  const override = settings.stripe.priceOverrides.get(lookupKey);
  if (override !== undefined) return override;

  const stored = await findPriceOnSale(db, lookupKey);
  if (stored !== undefined) return stored.priceId;
  const [seen] = (await stripe.prices.list({ lookup_keys: [lookupKey], active: true, limit: 1 })).data;
  if (seen === undefined) {
    throw new BillingError(
      'price_not_available',
      `${plan.name} cannot be bought ${period === 'annual' ? 'by the year' : 'by the month'} at the moment. Please reload the page and choose again.`,
    );
  }
  await refreshPrice(billing, seen.id);
  return seen.id;
}

/**
 * Which plan a price belongs to, archived prices too; null when it is no plan's: an add-on, or something else that the
 * Stripe account sells. Asks Stripe once about an id that it does not know: call it outside a transaction.
 */
export async function tierOfPrice(billing: Billing, priceId: string): Promise<PlanOfPrice | null> {
  const overridden = overriddenPlan(billing, priceId);
  if (overridden !== null) return overridden;
  let row = await findPrice(billing.db, priceId);
  if (row === undefined) {
    await refreshPrice(billing, priceId);
    row = await findPrice(billing.db, priceId);
  }
  return row === undefined || row.tier === null ? null : { tier: row.tier, billingPeriod: row.billingPeriod };
}

/** The portal configuration that a push made. Undefined before the first push: Stripe's default is used then. */
export async function portalConfigurationId(billing: Billing): Promise<string | undefined> {
  const { db, catalog } = billing;
  const stored = await findCatalogObject(db, { catalogId: catalog.id, kind: 'portal_configuration' });
  // Pushed by a process that does not use this database, or not at all.
  return stored ?? refreshPortalConfiguration(billing);
}

/**
 * The payment method configuration that a push made, which offers cards alone. Undefined where the catalog was not
 * pushed to by this installation: the account's own choice of payment methods is used then.
 */
export async function paymentMethodConfigurationId({ db, catalog }: Billing): Promise<string | undefined> {
  return findCatalogObject(db, { catalogId: catalog.id, kind: 'payment_methods' });
}

function overriddenPlan({ catalog, settings }: Billing, priceId: string): PlanOfPrice | null {
  for (const plan of catalog.plans) {
    for (const billingPeriod of billingPeriods) {
      if (settings.stripe.priceOverrides.get(lookupKeyOf(plan.id, billingPeriod)) === priceId) {
        return { tier: plan.id, billingPeriod };
      }
    }
  }
  return null;
}
