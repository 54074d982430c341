import type { Catalog } from './define-catalog.ts';

export type * from './define-catalog.ts';
export { CatalogError, defineCatalog } from './define-catalog.ts';
export { entitlementsOf, freeTier, type EntitlementValue } from './plan-entitlements.ts';

declare module '../kernel/billing.ts' {
  interface Billing {
    readonly catalog: Catalog;
  }
}
