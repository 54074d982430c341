export { BillingPeriodControl } from './billing-period-control.ts';
export { callToAction } from './call-to-action.ts';
export type { PlanAction, PlanCallToAction, Viewer } from './call-to-action.ts';
export { PlanCard } from './plan-card.ts';
export { planPrice, priceFor, soldPeriods } from './plan-price.ts';
export type { PlanPrice } from './plan-price.ts';
export { PricingTable } from './pricing-table.ts';
export { PlanChoice } from './plan-choice.ts';
