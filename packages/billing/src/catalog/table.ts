import type { Kysely } from 'kysely';
import type { Tables } from '../kernel/tables.ts';
import type { BillingPeriod } from './define-catalog.ts';

declare module '../kernel/tables.ts' {
  interface Tables {
    catalog_prices: CatalogPriceTable;
    catalog_objects: { catalog_id: string; kind: string; stripe_id: string };
  }
}

interface CatalogPriceTable {
  price_id: string;
  lookup_key: string | null;
  tier: string | null;
  billing_period: BillingPeriod | null;
  active: boolean;
  amount: number | null;
  currency: string;
  product_id: string;
  seen_at: Date;
}

/** A price as Stripe last showed it. `tier` is null when it is no plan's. */
export interface CatalogPriceRow {
  readonly priceId: string;
  readonly lookupKey: string | null;
  readonly tier: string | null;
  readonly billingPeriod: BillingPeriod | null;
  readonly active: boolean;
  /** Minor units; null for tiered prices. */
  readonly amount: number | null;
  readonly currency: string;
  readonly productId: string;
  readonly seenAt: Date;
}

/** What a push makes that has no name of ours at Stripe. */
export type CatalogObjectKind = 'portal_configuration' | 'payment_methods';

type Db = Kysely<Tables>;

export async function findPrice(db: Db, priceId: string): Promise<CatalogPriceRow | undefined> {
  const row = await db.selectFrom('catalog_prices').selectAll().where('price_id', '=', priceId).executeTakeFirst();
  return row && fromTable(row);
}

/** The price on sale under a key; the newest look wins while a key moves from one price to the next. */
export async function findPriceOnSale(db: Db, lookupKey: string): Promise<CatalogPriceRow | undefined> {
  const row = await db
    .selectFrom('catalog_prices')
    .selectAll()
    .where('lookup_key', '=', lookupKey)
    .where('active', '=', true)
    .orderBy('seen_at', 'desc')
    .executeTakeFirst();
  return row && fromTable(row);
}

export async function upsertPrice(db: Db, price: CatalogPriceRow): Promise<void> {
  const row = {
    lookup_key: price.lookupKey,
    tier: price.tier,
    billing_period: price.billingPeriod,
    active: price.active,
    amount: price.amount,
    currency: price.currency,
    product_id: price.productId,
    seen_at: price.seenAt,
  };
  await db
    .insertInto('catalog_prices')
    .values({ price_id: price.priceId, ...row })
    .onConflict((conflict) => conflict.column('price_id').doUpdateSet(row))
    .execute();
}

/** Stripe has no such price any more. What it was stays known, for the subscriptions that had it. */
export async function markPriceGone(db: Db, priceId: string): Promise<void> {
  await db.updateTable('catalog_prices').set({ active: false }).where('price_id', '=', priceId).execute();
}

export async function findCatalogObject(
  db: Db,
  { catalogId, kind }: { catalogId: string; kind: CatalogObjectKind },
): Promise<string | undefined> {
  const row = await db
    .selectFrom('catalog_objects')
    .select('stripe_id')
    .where('catalog_id', '=', catalogId)
    .where('kind', '=', kind)
    .executeTakeFirst();
  return row?.stripe_id;
}

export async function upsertCatalogObject(
  db: Db,
  { catalogId, kind, stripeId }: { catalogId: string; kind: CatalogObjectKind; stripeId: string },
): Promise<void> {
  await db
    .insertInto('catalog_objects')
    .values({ catalog_id: catalogId, kind, stripe_id: stripeId })
    .onConflict((conflict) => conflict.columns(['catalog_id', 'kind']).doUpdateSet({ stripe_id: stripeId }))
    .execute();
}

function fromTable(row: CatalogPriceTable): CatalogPriceRow {
  return {
    priceId: row.price_id,
    lookupKey: row.lookup_key,
    tier: row.tier,
    billingPeriod: row.billing_period,
    active: row.active,
    amount: row.amount,
    currency: row.currency,
    productId: row.product_id,
    seenAt: row.seen_at,
  };
}
