import type { Stripe } from 'stripe';
import type { Billing } from '../kernel/billing.ts';
import { refresh } from '../kernel/refresh.ts';
import { isMissingAtStripe } from '../kernel/stripe-client.ts';
import type { StripeCatalogState } from './push-step.ts';
import { paymentMethodsOf } from './plan-payment-methods.ts';
import { portalConfigurationOf } from './plan-portal.ts';
import {
  findPrice,
  markPriceGone,
  upsertCatalogObject,
  upsertPrice,
  type CatalogObjectKind,
  type CatalogPriceRow,
} from './table.ts';
import { planOfPrice } from './plan-of-price.ts';

/** Looks at a price at Stripe and stores what it is, and whose plan's. The only road into the table. */
export async function refreshPrice(billing: Billing, priceId: string): Promise<void> {
  await refresh(billing, {
    objectId: priceId,
    look: async () => {
      try {
        return await billing.stripe.prices.retrieve(priceId, { expand: ['product'] });
      } catch (error) {
        if (isMissingAtStripe(error)) return null;
        throw error;
      }
    },
    store: async (tx, price) => {
      if (price === null) await markPriceGone(tx.db, priceId);
      else await upsertPrice(tx.db, toRow(billing, price, tx.now));
    },
  });
}

/** Looks for the catalog's portal configuration at Stripe and keeps its id. */
export async function refreshPortalConfiguration(billing: Billing): Promise<string | undefined> {
  const all = await billing.stripe.billingPortal.configurations
    .list({ limit: 100 })
    .autoPagingToArray({ limit: 10_000 });
  return storeObject(billing, 'portal_configuration', portalConfigurationOf(billing.catalog, all));
}

/** After a push: looks at each price that is not stored as it was just seen, and keeps the ids of the configurations. */
export async function storePushedCatalog(billing: Billing, state: StripeCatalogState): Promise<void> {
  for (const price of state.prices) {
    const row = await findPrice(billing.db, price.id);
    if (row?.active !== price.active || row.lookupKey !== price.lookup_key) await refreshPrice(billing, price.id);
  }
  const { catalog } = billing;
  await storeObject(billing, 'portal_configuration', portalConfigurationOf(catalog, state.portalConfigurations));
  await storeObject(billing, 'payment_methods', paymentMethodsOf(catalog, state.paymentMethods));
}

async function storeObject(
  { db, catalog }: Billing,
  kind: CatalogObjectKind,
  ours: { id: string } | undefined,
): Promise<string | undefined> {
  if (ours !== undefined) await upsertCatalogObject(db, { catalogId: catalog.id, kind, stripeId: ours.id });
  return ours?.id;
}

function toRow(billing: Billing, price: Stripe.Price, seenAt: Date): CatalogPriceRow {
  const plan = planOfPrice(billing.catalog, price);
  return {
    priceId: price.id,
    lookupKey: price.lookup_key,
    tier: plan?.tier ?? null,
    billingPeriod: plan?.billingPeriod ?? null,
    active: price.active,
    amount: price.unit_amount,
    currency: price.currency,
    productId: typeof price.product === 'string' ? price.product : price.product.id,
    seenAt,
  };
}
