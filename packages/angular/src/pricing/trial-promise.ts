import { addDays } from '@purser/angular';
import type { BillingPeriod, CatalogPlan, Text } from '@purser/angular';
import type { Viewer } from './call-to-action.ts';
import { priceFor } from './plan-price.ts';

interface Circumstances {
  readonly billingPeriod: BillingPeriod;
  readonly viewer: Viewer;
  readonly now: Date;
}

/** What a trial gives and what comes after it. Said only to people who have never bought: others may have used theirs. */
export function trialPromise(plan: CatalogPlan, { billingPeriod, viewer, now }: Circumstances): Text[] {
  const price = priceFor(plan, billingPeriod);
  const isNew = viewer.kind === 'signed_out' || (viewer.kind === 'signed_in' && !viewer.account.has_customer);
  if (plan.trial_days === null || price === null || !isNew) return [];
  const days: Text = { key: 'trial.days', values: { count: plan.trial_days } };
  const key = price.billing_period === 'annual' ? 'price.annual' : 'price.monthly';
  const afterwards: Text = { key, values: { price } };
  return [
    { key: 'trial.promise', values: { days, price: afterwards } },
    { key: 'trial.cancel_before', values: { date: addDays(now, plan.trial_days) } },
    { key: plan.trial_needs_card ? 'trial.card' : 'trial.no_card' },
  ];
}
