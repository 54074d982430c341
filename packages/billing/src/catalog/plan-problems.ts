import type { CatalogDefinition, Feature, Plan } from './catalog-definition.ts';
import { amountProblems, duplicates, idProblems, type Report } from './catalog-values.ts';

/** What is wrong with the plans: ids, prices, trials, and features that are not declared or not of their kind. */
export function planProblems(catalog: CatalogDefinition, report: Report): void {
  const ids = catalog.plans.map((plan) => plan.id);
  if (ids.length === 0) report('plans', 'there is no plan');
  for (const id of duplicates(ids)) report(`plans.${id}`, 'two plans have this id');
  const free = catalog.plans.filter((plan) => plan.prices === undefined);
  if (free.length > 1) report('plans', `more than one is free: ${free.map((plan) => plan.id).join(', ')}`);
  const highlighted = catalog.plans.filter((plan) => plan.highlighted);
  if (highlighted.length > 1) {
    report('plans', `more than one is highlighted: ${highlighted.map((plan) => plan.id).join(', ')}`);
  }

  for (const plan of catalog.plans) {
    const key = `plans.${plan.id}`;
    idProblems(key, plan.id, report);
    if (plan.sellingPoints.length === 0) report(`${key}.sellingPoints`, 'says nothing of what the plan gives');
    if (plan.stripeFeatures.length > 15) report(`${key}.stripeFeatures`, 'Stripe shows at most 15');
    priceProblems(key, plan, catalog.currency, report);
    trialProblems(key, plan, report);
    for (const [name, value] of Object.entries(plan.features)) {
      const problem = featureProblem(catalog.features[name], name, value);
      if (problem !== null) report(`${key}.features.${name}`, problem);
    }
  }
}

function priceProblems(key: string, plan: Plan, currency: string, report: Report): void {
  if (plan.prices === undefined) return;
  const { monthly, annual } = plan.prices;
  if (monthly === undefined && annual === undefined) {
    report(`${key}.prices`, 'is empty; a free plan leaves prices out');
  }
  for (const [period, amount] of Object.entries(plan.prices)) {
    if (amount === undefined) continue;
    amountProblems(`${key}.prices.${period}`, amount, currency, report);
    if (amount === 0) report(`${key}.prices.${period}`, 'is 0; a free plan leaves prices out');
  }
  if (monthly !== undefined && annual !== undefined && annual > monthly * 12) {
    report(`${key}.prices.annual`, `${annual} is dearer than twelve monthly payments (${monthly * 12})`);
  }
}

function trialProblems(key: string, plan: Plan, report: Report): void {
  if (plan.trial === undefined) return;
  if (plan.prices === undefined) report(`${key}.trial`, 'a free plan has nothing to try');
  // Stripe allows at most two years, https://docs.stripe.com/billing/subscriptions/trials
  if (!Number.isInteger(plan.trial.days) || plan.trial.days < 1 || plan.trial.days > 730) {
    report(`${key}.trial.days`, `${plan.trial.days} is not a whole number of days from 1 to 730`);
  }
}

function featureProblem(feature: Feature | undefined, name: string, value: unknown): string | null {
  if (feature === undefined) return `there is no feature "${name}" under features`;
  switch (feature.type) {
    case 'flag':
      return typeof value === 'boolean' ? null : `${JSON.stringify(value)} is neither true nor false`;
    case 'limit': {
      const isLimit = value === 'unlimited' || (typeof value === 'number' && Number.isInteger(value) && value >= 0);
      return isLimit ? null : `${JSON.stringify(value)} is neither a whole number nor 'unlimited'`;
    }
    case 'choice':
      return typeof value === 'string' && feature.options.includes(value)
        ? null
        : `${JSON.stringify(value)} is none of ${feature.options.join(', ')}`;
  }
}
