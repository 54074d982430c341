import type { Stripe } from 'stripe';
import { isMissingAtStripe } from '../kernel/stripe-client.ts';
import type { Catalog } from './define-catalog.ts';
import type { StripeCatalogState } from './push-step.ts';
import { wantedAtStripe, type WantedAtStripe } from './wanted-at-stripe.ts';

/** Reads what Stripe holds of a catalog, or could be taken for it. Reads only. */
export async function readStripeCatalog(
  stripe: Stripe,
  catalog: Catalog,
  { seenAt }: { seenAt: Date },
): Promise<StripeCatalogState> {
  const wanted = wantedAtStripe(catalog);
  const [products, meters, coupons, promotionCodes, paymentMethods, portalConfigurations] = await Promise.all([
    readProducts(stripe, catalog),
    wanted.meters.length === 0 ? [] : stripe.billing.meters.list({ limit: 100 }).autoPagingToArray({ limit: 10_000 }),
    readCoupons(stripe, wanted),
    readPromotionCodes(stripe, catalog, wanted),
    stripe.paymentMethodConfigurations.list({ limit: 100 }).autoPagingToArray({ limit: 10_000 }),
    stripe.billingPortal.configurations
      .list({ limit: 100, expand: ['data.features.subscription_update.products'] })
      .autoPagingToArray({ limit: 10_000 }),
  ]);
  const prices = await readPrices(stripe, { products, wanted });
  return { seenAt, products, prices, meters, coupons, promotionCodes, paymentMethods, portalConfigurations };
}

/** Those of this catalog, and those that name no catalog but a tier of ours; other products of the account are not ours. */
async function readProducts(stripe: Stripe, catalog: Catalog): Promise<Stripe.Product[]> {
  const tiers = catalog.plans.map((plan) => plan.id);
  const all = await stripe.products.list({ limit: 100 }).autoPagingToArray({ limit: 10_000 });
  return all.filter(({ id, metadata }) =>
    metadata['catalog'] === undefined
      ? id.startsWith(`${catalog.id}_`) || tiers.includes(metadata['tier'] ?? '')
      : metadata['catalog'] === catalog.id,
  );
}

async function readPrices(
  stripe: Stripe,
  { products, wanted }: { products: Stripe.Product[]; wanted: WantedAtStripe },
): Promise<Stripe.Price[]> {
  const keys = wanted.prices.map((price) => price.lookupKey);
  const expand = ['data.tiers'];
  const lists = await Promise.all([
    ...products.map((product) =>
      stripe.prices.list({ product: product.id, limit: 100, expand }).autoPagingToArray({ limit: 10_000 }),
    ),
    // A key may sit on a product of somebody else's: it then moves to ours. Stripe takes ten keys at once.
    ...chunksOf(10, keys).map(
      async (some) => (await stripe.prices.list({ lookup_keys: some, limit: 100, expand })).data,
    ),
  ]);
  return [...new Map(lists.flat().map((price) => [price.id, price])).values()];
}

async function readCoupons(stripe: Stripe, wanted: WantedAtStripe): Promise<Stripe.Coupon[]> {
  const found = await Promise.all(
    wanted.coupons.map(({ params }) =>
      stripe.coupons.retrieve(params.id).catch((error: unknown) => {
        if (isMissingAtStripe(error)) return [];
        throw error;
      }),
    ),
  );
  return found.flat();
}

async function readPromotionCodes(
  stripe: Stripe,
  catalog: Catalog,
  wanted: WantedAtStripe,
): Promise<Stripe.PromotionCode[]> {
  const lists = await Promise.all([
    ...wanted.promotionCodes.map(
      async ({ params }) => (await stripe.promotionCodes.list({ code: params.code, limit: 100 })).data,
    ),
    stripe.promotionCodes
      .list({ active: true, limit: 100 })
      .autoPagingToArray({ limit: 10_000 })
      .then((codes) => codes.filter((code) => code.metadata?.['catalog'] === catalog.id)),
  ]);
  return [...new Map(lists.flat().map((code) => [code.id, code])).values()];
}

function chunksOf<T>(size: number, items: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
