import type { Catalog } from './define-catalog.ts';

/** The catalog slice: what is sold, at Stripe and to people. */
export { CatalogError, defineCatalog } from './define-catalog.ts';
export type { BillingPeriod, Brand, Catalog, CatalogDefinition, Plan } from './define-catalog.ts';
export { annualSavings, catalogView, lookupKeyOf } from './catalog-view.ts';
export { entitlementsOf, freeTier, type EntitlementValue } from './plan-entitlements.ts';
export { describePricingPage } from './describe-pricing-page.ts';
export { planCatalogPush } from './plan-catalog-push.ts';
export type { CatalogPushPlan, PushStep, StripeCatalogState } from './push-step.ts';
export { previewCatalogPush, pushCatalog, pushCatalogToStripe, type PushTools } from './push-catalog.ts';
export { refreshPrice } from './projection.ts';
export { paymentMethodConfigurationId, portalConfigurationId, priceIdFor, tierOfPrice } from './resolve-price.ts';
export type { PlanOfPrice } from './plan-of-price.ts';

declare module '../kernel/billing.ts' {
  interface Billing {
    readonly catalog: Catalog;
  }
}
