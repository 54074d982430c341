import type { Catalog, Feature } from './define-catalog.ts';

/** `null` is a limit without end. */
export type EntitlementValue = boolean | number | string | null;

/**
 * What a plan lets people do: every feature of the catalog, whether the plan names it or not.
 *
 * @param tier A plan's id; `null`, or one that is not in the catalog any more, gives the least of everything.
 */
export function entitlementsOf(catalog: Catalog, tier: string | null): Record<string, EntitlementValue> {
  const plan = catalog.plans.find(({ id }) => id === tier);
  return Object.fromEntries(
    Object.entries(catalog.features).map(([key, feature]) => {
      const value = (plan?.features as Record<string, boolean | number | string> | undefined)?.[key];
      return [
        key,
        value === undefined ? least(feature) : value === 'unlimited' && feature.type === 'limit' ? null : value,
      ];
    }),
  );
}

/** The plan of people who pay for nothing, or `null` when the catalog has none. */
export function freeTier(catalog: Catalog): string | null {
  return catalog.plans.find((plan) => plan.prices === undefined)?.id ?? null;
}

function least(feature: Feature): EntitlementValue {
  switch (feature.type) {
    case 'flag':
      return false;
    case 'limit':
      return 0;
    case 'choice':
      return feature.options[0] ?? null;
  }
}
