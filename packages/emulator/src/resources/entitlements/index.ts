export { activeEntitlements, entitlementFacts } from './active-entitlements.ts';
export { entitlementFeatures } from './features.ts';
export { grantFacts } from './follow-subscription.ts';
export { productFeatures } from './product-features.ts';
