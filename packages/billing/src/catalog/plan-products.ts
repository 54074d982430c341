import type { Stripe } from 'stripe';
import type { Catalog } from './define-catalog.ts';
import { nextRevision, revisionOf, type PushStep, type StripeCatalogState } from './push-step.ts';
import { reference } from './references.ts';
import { metadataDiffers } from './stripe-differences.ts';
import type { WantedProduct } from './wanted-at-stripe.ts';

/** Creates and updates products. Puts the ids of those that exist into `known`. */
export function planProducts(
  catalog: Catalog,
  { wanted, state, known }: { wanted: WantedProduct[]; state: StripeCatalogState; known: Map<string, string> },
): PushStep[] {
  return wanted.flatMap((product): PushStep[] => {
    const found = findProduct(catalog, product, state.products);
    const provides = reference('product', product.offer);
    if (found === undefined) {
      // The id is ours to choose, so it is known already.
      known.set(provides, product.params.id);
      return [
        {
          write: 'products.create',
          params: product.params,
          name: `product:${product.params.id}`,
          provides,
          says: `create the product "${product.params.name}"`,
        },
      ];
    }
    known.set(provides, found.id);
    const changes = productChanges(found, product.params);
    if (Object.keys(changes).length === 0) return [];
    return [
      {
        write: 'products.update',
        id: found.id,
        params: { ...changes, metadata: nextRevision(found, product.params.metadata) },
        name: `product:${found.id}:revision:${revisionOf(found)}`,
        says: `change the ${Object.keys(changes).join(', ').replaceAll('_', ' ')} of the product "${found.name}"`,
      },
    ];
  });
}

/** Archives our products of offers that the catalog has no more. Whoever subscribed keeps what they have. */
export function retireProducts(catalog: Catalog, state: StripeCatalogState): PushStep[] {
  return state.products
    .filter((product) => product.active && product.metadata['catalog'] === catalog.id)
    .filter((product) => !offersOf(catalog).includes(product.metadata['offer'] ?? product.metadata['tier'] ?? ''))
    .map((product) => ({
      write: 'products.update',
      id: product.id,
      params: { active: false, metadata: nextRevision(product) },
      name: `product:${product.id}:revision:${revisionOf(product)}`,
      says: `archive the product "${product.name}", which the catalog has no more; its subscribers keep it`,
    }));
}

/** Ours by its id, else the one that was made by hand for this tier. */
function findProduct(catalog: Catalog, wanted: WantedProduct, products: Stripe.Product[]): Stripe.Product | undefined {
  const byId = products.find((product) => product.id === wanted.params.id);
  if (byId !== undefined) return byId;
  const tier = wanted.params.metadata['tier'];
  return products
    .filter((product) => (product.metadata['catalog'] ?? catalog.id) === catalog.id)
    .filter(({ metadata }) => metadata['offer'] === wanted.offer || (tier !== undefined && metadata['tier'] === tier))
    .toSorted((a, b) => Number(b.active) - Number(a.active) || a.created - b.created)[0];
}

function productChanges(found: Stripe.Product, wanted: WantedProduct['params']): Stripe.ProductUpdateParams {
  const features = (list: readonly { name?: string | null }[] | undefined) => (list ?? []).map(({ name }) => name);
  const taxCode = typeof found.tax_code === 'string' ? found.tax_code : (found.tax_code?.id ?? null);
  return {
    ...(found.name === wanted.name ? {} : { name: wanted.name }),
    ...(found.description === (wanted.description ?? null) ? {} : { description: wanted.description ?? '' }),
    ...(found.active ? {} : { active: true }),
    ...(taxCode === wanted.tax_code ? {} : { tax_code: wanted.tax_code }),
    ...(found.statement_descriptor === wanted.statement_descriptor
      ? {}
      : { statement_descriptor: wanted.statement_descriptor }),
    ...(JSON.stringify(features(found.marketing_features)) === JSON.stringify(features(wanted.marketing_features))
      ? {}
      : { marketing_features: wanted.marketing_features ?? [] }),
    ...(metadataDiffers(found.metadata, wanted.metadata) ? { metadata: wanted.metadata } : {}),
  };
}

function offersOf(catalog: Catalog): string[] {
  const offers = [...catalog.plans.filter((plan) => plan.prices !== undefined), ...(catalog.purchases ?? [])];
  return [...offers, ...(catalog.usage ?? [])].map((offer) => offer.id);
}
