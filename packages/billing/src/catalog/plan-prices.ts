import type { Stripe } from 'stripe';
import type { Catalog } from './define-catalog.ts';
import { describePrice } from './describe-price.ts';
import { nextRevision, revisionOf, type PushStep, type StripeCatalogState } from './push-step.ts';
import { reference, withKnownIds, type KnownIds } from './references.ts';
import { metadataDiffers } from './stripe-differences.ts';
import type { WantedPrice } from './wanted-at-stripe.ts';

/**
 * Stripe fixes a price's amount, currency, product and interval for ever. A changed one is therefore a new price that
 * takes the lookup key over; the old one is archived, and its subscribers go on paying it.
 * @see https://docs.stripe.com/products-prices/manage-prices
 *
 * @returns What to create or change first, and what to archive once nothing points at it any more.
 */
export function planPrices(
  catalog: Catalog,
  { wanted, state, known }: { wanted: WantedPrice[]; state: StripeCatalogState; known: Map<string, string> },
): { create: PushStep[]; archive: PushStep[] } {
  const create: PushStep[] = [];
  const current = new Set<string>();
  const outdated = new Map<string, Stripe.Price>();
  for (const price of wanted) {
    const provides = reference('price', price.lookupKey);
    const found = state.prices
      .filter((candidate) => candidate.lookup_key === price.lookupKey)
      .toSorted((a, b) => Number(b.active) - Number(a.active))[0];
    const params = withKnownIds(price.params, known);
    if (found !== undefined && isSamePrice(found, params)) {
      known.set(provides, found.id);
      current.add(found.id);
      create.push(...priceUpdate(found, params));
      continue;
    }
    if (found !== undefined) {
      outdated.set(found.id, found);
      create.push(...claim(found, price));
    }
    create.push({
      write: 'prices.create',
      params: { ...price.params, lookup_key: price.lookupKey, transfer_lookup_key: true },
      name: `price:${price.lookupKey}:after:${found?.id ?? 'nothing'}`,
      provides,
      says:
        found === undefined
          ? `create the price ${price.lookupKey}, ${describePrice(price.params)}`
          : `replace the price ${price.lookupKey}: ${describePrice(found)} becomes ${describePrice(price.params)}`,
    });
    create.push(...moveDefaultPrice(state, { outdated: found, provides }));
  }
  return { create, archive: archivePrices(catalog, { state, current, outdated, known }) };
}

/** Before the key moves away from a price that we did not make, so that an interrupted push still knows what to archive. */
function claim(found: Stripe.Price, wanted: WantedPrice): PushStep[] {
  const metadata = { catalog: wanted.params.metadata['catalog'] ?? '', lookup_key: wanted.lookupKey };
  if (!metadataDiffers(found.metadata, metadata)) return [];
  return [
    {
      write: 'prices.update',
      id: found.id,
      params: { metadata: nextRevision(found, metadata) },
      name: `price:${found.id}:revision:${revisionOf(found)}`,
      says: `mark the price ${found.id} as the catalog's`,
    },
  ];
}

/** A product's default price cannot be archived; ours have none, but one made in the dashboard may. */
function moveDefaultPrice(
  state: StripeCatalogState,
  { outdated, provides }: { outdated: Stripe.Price | undefined; provides: string },
): PushStep[] {
  const product = state.products.find(({ default_price: price }) => {
    const id = typeof price === 'string' ? price : price?.id;
    return outdated !== undefined && id === outdated.id;
  });
  if (product === undefined) return [];
  return [
    {
      write: 'products.update',
      id: product.id,
      params: { default_price: provides },
      name: `product:${product.id}:default-price:after:${outdated?.id}`,
      says: `make it the default price of the product "${product.name}"`,
    },
  ];
}

function priceUpdate(found: Stripe.Price, wanted: WantedPrice['params']): PushStep[] {
  const changes: Stripe.PriceUpdateParams = {
    ...(found.active ? {} : { active: true }),
    ...(found.nickname === wanted.nickname ? {} : { nickname: wanted.nickname }),
    ...(found.tax_behavior === wanted.tax_behavior ? {} : { tax_behavior: wanted.tax_behavior as 'exclusive' }),
    ...(metadataDiffers(found.metadata, wanted.metadata) ? { metadata: wanted.metadata } : {}),
  };
  if (Object.keys(changes).length === 0) return [];
  return [
    {
      write: 'prices.update',
      id: found.id,
      params: { ...changes, metadata: nextRevision(found, wanted.metadata) },
      name: `price:${found.id}:revision:${revisionOf(found)}`,
      says: found.active
        ? `change the ${Object.keys(changes).join(', ').replaceAll('_', ' ')} of the price ${found.lookup_key}`
        : `bring the archived price ${found.lookup_key} back`,
    },
  ];
}

/** Prices of ours that hold no key of the catalog any more, those of an interrupted push among them. */
function archivePrices(
  catalog: Catalog,
  {
    state,
    current,
    outdated,
    known,
  }: { state: StripeCatalogState; current: Set<string>; outdated: Map<string, Stripe.Price>; known: KnownIds },
): PushStep[] {
  const ours = new Set([...known].filter(([key]) => key.startsWith('@product:')).map(([, id]) => id));
  return state.prices
    .filter((price) => price.active && !current.has(price.id))
    .filter((price) => outdated.has(price.id) || price.metadata['catalog'] === catalog.id)
    .filter((price) => outdated.has(price.id) || ours.has(idOf(price.product)))
    .map((price) => ({
      write: 'prices.update',
      id: price.id,
      params: { active: false, metadata: nextRevision(price) },
      name: `price:${price.id}:archive:${revisionOf(price)}`,
      says: `archive the old price ${price.id}, ${describePrice(price)}; who pays it goes on paying it`,
    }));
}

function isSamePrice(found: Stripe.Price, wanted: Stripe.PriceCreateParams): boolean {
  const tiers = (found.tiers ?? []).map((tier) => ({ up_to: tier.up_to ?? 'inf', unit_amount: tier.unit_amount }));
  const isTaxSame =
    found.tax_behavior === wanted.tax_behavior || (found.tax_behavior ?? 'unspecified') === 'unspecified';
  return (
    idOf(found.product) === wanted.product &&
    found.currency === wanted.currency &&
    found.unit_amount === (wanted.unit_amount ?? null) &&
    (found.recurring?.interval ?? null) === (wanted.recurring?.interval ?? null) &&
    (found.recurring?.interval_count ?? 1) === 1 &&
    (found.recurring?.usage_type ?? null) === (wanted.recurring?.usage_type ?? null) &&
    (found.recurring?.meter ?? null) === (wanted.recurring?.meter ?? null) &&
    (found.tiers_mode ?? null) === (wanted.tiers_mode ?? null) &&
    JSON.stringify(tiers) === JSON.stringify(wanted.tiers ?? []) &&
    isTaxSame
  );
}

function idOf(product: string | { id: string }): string {
  return typeof product === 'string' ? product : product.id;
}
