import type { Stripe } from 'stripe';
import type { Catalog } from './define-catalog.ts';
import { nextRevision, revisionOf, type PushStep, type StripeCatalogState } from './push-step.ts';
import { withKnownIds, type KnownIds } from './references.ts';
import { differs } from './stripe-differences.ts';
import type { WantedAtStripe } from './wanted-at-stripe.ts';

/** Ours is the one whose metadata names the catalog; the oldest, should there ever be two. */
export function portalConfigurationOf(
  catalog: Catalog,
  configurations: Stripe.BillingPortal.Configuration[],
): Stripe.BillingPortal.Configuration | undefined {
  return configurations
    .filter((configuration) => configuration.metadata?.['catalog'] === catalog.id)
    .toSorted((a, b) => a.created - b.created)[0];
}

/** Makes or changes the portal's configuration. */
export function planPortal(
  catalog: Catalog,
  { wanted, state, known }: { wanted: WantedAtStripe['portal']; state: StripeCatalogState; known: KnownIds },
): PushStep[] {
  const found = portalConfigurationOf(catalog, state.portalConfigurations);
  if (found === undefined) {
    return [
      {
        write: 'portalConfigurations.create',
        params: wanted,
        name: `portal:${catalog.id}`,
        says: 'create the settings of the customer portal',
      },
    ];
  }
  if (found.active && !differs(found, withKnownIds(wanted, known))) return [];
  return [
    {
      write: 'portalConfigurations.update',
      id: found.id,
      params: { ...wanted, active: true, metadata: nextRevision(found, { catalog: catalog.id }) },
      name: `portal:${found.id}:revision:${revisionOf(found)}`,
      says: 'change the settings of the customer portal',
    },
  ];
}
