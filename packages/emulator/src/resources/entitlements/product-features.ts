import type Stripe from 'stripe';
import { invalidRequest, missing } from '../../kernel/errors.ts';
import { idOf } from '../../kernel/objects.ts';
import { deletedAnswer, listFrom } from '../../kernel/read-operations.ts';
import { resource } from '../../kernel/resource.ts';
import type { Call, Params } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';

/** What a product brings, which its attachment does not show. */
interface ProductFeatureFacts {
  id: string;
  product: string;
  feature: string;
}

declare module '../../kernel/objects.ts' {
  interface StripeObjects {
    _product_feature: ProductFeatureFacts;
  }
}

/** https://docs.stripe.com/api/product-feature */
export const productFeatures = resource('_product_feature', {
  indexes: ['product'],
  operations: {
    'POST /v1/products/:id/features': attachFeature,
    'GET /v1/products/:id/features': (tx, call) => {
      const product = tx.get('product', call.path.id);
      const attached = tx.list('_product_feature', { product: product.id });
      return listFrom(
        'product_feature',
        attached.map((facts) => shown(tx, facts)),
        call,
      );
    },
    'GET /v1/products/:productId/features/:id': (tx, { path }) => shown(tx, ownFeature(tx, path)),
    'DELETE /v1/products/:productId/features/:id': (tx, { path }) => {
      const { id } = ownFeature(tx, path);
      tx.remove('_product_feature', id);
      return deletedAnswer('product_feature', id);
    },
  },
});

function attachFeature(
  tx: Tx,
  { path, params }: Call<Params<'POST /v1/products/:id/features'>, 'id'>,
): Stripe.ProductFeature {
  const product = tx.get('product', path.id).id;
  const feature = tx.get('entitlements.feature', params.entitlement_feature, { param: 'entitlement_feature' });
  if (!feature.active) {
    const message = `The feature ${feature.id} is archived and cannot be attached to a product.`;
    throw invalidRequest({ param: 'entitlement_feature', message });
  }
  if (tx.list('_product_feature', { product, feature: feature.id }).length > 0) {
    const message = `The feature ${feature.id} is already attached to the product ${product}.`;
    throw invalidRequest({ code: 'resource_already_exists', param: 'entitlement_feature', message });
  }
  const facts = { id: tx.newId('prodft', 24), product, feature: feature.id };
  return shown(tx, tx.insert('_product_feature', facts));
}

function ownFeature(tx: Tx, path: Readonly<Record<'productId' | 'id', string>>): ProductFeatureFacts {
  const product = tx.get('product', path.productId, { param: 'product' });
  const facts = tx.find('_product_feature', path.id);
  if (facts?.product === product.id) return facts;
  throw missing('product_feature', path.id);
}

function shown(tx: Tx, { id, feature }: ProductFeatureFacts): Stripe.ProductFeature {
  return {
    id,
    object: 'product_feature',
    entitlement_feature: tx.get('entitlements.feature', feature),
    livemode: false,
  };
}

/** The features that a product brings as it is now, oldest attachment first. */
export function featuresOf(tx: Tx, product: string | { id: string }): Stripe.Entitlements.Feature[] {
  const attached = tx.list('_product_feature', { product: idOf(product) }).reverse();
  return attached.map(({ feature }) => tx.get('entitlements.feature', feature));
}
