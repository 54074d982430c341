export { AccountStatusHarness } from './account-status-harness.ts';
export { BillingPeriodHarness } from './billing-period-harness.ts';
export { CheckoutResultHarness } from './checkout-result-harness.ts';
export { PlanCardHarness } from './plan-card-harness.ts';
export { PricingTableHarness } from './pricing-table-harness.ts';
export { RegionHarness } from './region-harness.ts';
export { sampleAccount, sampleCatalog, sampleSubscription } from './samples.ts';
