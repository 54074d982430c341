import type Stripe from 'stripe';
import { invalidRequest } from '../../kernel/errors.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import { list, retrieve } from '../../kernel/read-operations.ts';
import { resource } from '../../kernel/resource.ts';
import type { Call, Params } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';

type Feature = Stripe.Entitlements.Feature;

/** https://docs.stripe.com/api/entitlements/feature */
export const entitlementFeatures = resource('entitlements.feature', {
  indexes: ['lookup_key'],
  operations: {
    'POST /v1/entitlements/features': createFeature,
    'GET /v1/entitlements/features/:id': retrieve('entitlements.feature'),
    'POST /v1/entitlements/features/:id': updateFeature,
    'GET /v1/entitlements/features': list('entitlements.feature', {
      filter: ['lookup_key'],
      accepts: (feature, call) => {
        const { archived } = call.params as Stripe.Entitlements.FeatureListParams;
        return archived === undefined || archived !== feature.active;
      },
    }),
  },
});

function createFeature(tx: Tx, { params }: Call<Params<'POST /v1/entitlements/features'>>): Feature {
  const { lookup_key, name } = params;
  // An archived feature has given its key back.
  if (tx.list('entitlements.feature', { lookup_key }).some((feature) => feature.active)) {
    throw invalidRequest({
      code: 'resource_already_exists',
      param: 'lookup_key',
      message: `A feature with the lookup key \`${lookup_key}\` already exists.`,
    });
  }
  return tx.insert('entitlements.feature', {
    id: tx.newId('feat_test', 34),
    object: 'entitlements.feature',
    active: true,
    livemode: false,
    lookup_key,
    metadata: mergedMetadata(null, params.metadata),
    name,
  });
}

/** Archiving is for good: the key may belong to another feature by now. */
function updateFeature(tx: Tx, { path, params }: Call<Params<'POST /v1/entitlements/features/:id'>, 'id'>): Feature {
  const before = tx.get('entitlements.feature', path.id);
  if (params.active === true && !before.active) {
    throw invalidRequest({ param: 'active', message: 'An archived feature cannot be made active again.' });
  }
  return tx.update('entitlements.feature', before.id, {
    active: params.active ?? before.active,
    metadata: mergedMetadata(before.metadata, params.metadata),
    name: params.name ?? before.name,
  });
}
