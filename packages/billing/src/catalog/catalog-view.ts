import type { CatalogView } from '@purser/contract';
import type { BillingPeriod, Catalog, Plan } from './define-catalog.ts';
import { entitlementsOf } from './plan-entitlements.ts';

export const billingPeriods: readonly BillingPeriod[] = ['monthly', 'annual'];

/** The name of a plan's price, at Stripe and in the setting `STRIPE_PRICE_LIGHTWEIGHT_MONTHLY`: `lightweight_monthly`. */
export function lookupKeyOf(tier: string, billingPeriod: BillingPeriod): string {
  return `${tier}_${billingPeriod}`;
}

/** What twelve monthly payments cost more than the annual one; 0 when one of the two prices is missing. */
export function annualSavings(plan: Plan): { amount: number; percent: number } {
  const { monthly, annual } = plan.prices ?? {};
  if (monthly === undefined || annual === undefined || annual >= monthly * 12) return { amount: 0, percent: 0 };
  const year = monthly * 12;
  return { amount: year - annual, percent: Math.round(((year - annual) * 100) / year) };
}

/** What `GET /api/payments/catalog` answers: the catalog as anybody may read it. */
export function catalogView(catalog: Catalog, options: { isSandbox: boolean }): CatalogView {
  const { brand } = catalog;
  const best = Math.max(0, ...catalog.plans.map((plan) => annualSavings(plan).percent));
  return {
    id: catalog.id,
    brand: {
      name: brand.name,
      headline: brand.headline,
      tagline: brand.tagline,
      support_email: brand.supportEmail,
      privacy_url: brand.privacyUrl,
      terms_url: brand.termsUrl,
      accent: brand.accent,
      accent_dark: brand.accentDark,
    },
    currency: catalog.currency,
    default_billing_period: catalog.defaultBillingPeriod,
    max_savings_percent: best > 0 ? best : null,
    plans: catalog.plans.map((plan) => planView(catalog, plan)),
    enterprise:
      catalog.enterprise === undefined
        ? null
        : {
            name: catalog.enterprise.name,
            description: catalog.enterprise.description,
            call_to_action: catalog.enterprise.callToAction,
            contact: `mailto:${catalog.enterprise.email}`,
          },
    sandbox: options.isSandbox,
  };
}

function planView(catalog: Catalog, plan: Plan): CatalogView['plans'][number] {
  const { percent } = annualSavings(plan);
  return {
    id: plan.id,
    name: plan.name,
    description: plan.description,
    features: [...plan.sellingPoints],
    highlighted: plan.highlighted ?? false,
    call_to_action: plan.callToAction,
    is_free: plan.prices === undefined,
    prices: billingPeriods.flatMap((billingPeriod) => {
      const amount = plan.prices?.[billingPeriod];
      if (amount === undefined) return [];
      return {
        billing_period: billingPeriod,
        amount,
        currency: catalog.currency,
        lookup_key: lookupKeyOf(plan.id, billingPeriod),
        savings_percent: billingPeriod === 'annual' && percent > 0 ? percent : null,
      };
    }),
    trial_days: plan.trial?.days ?? null,
    trial_needs_card: plan.trial?.card === 'always',
    entitlements: entitlementsOf(catalog, plan.id),
  };
}
