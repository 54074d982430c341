import type { Stripe } from 'stripe';
import { billingPeriods, lookupKeyOf } from './catalog-view.ts';
import type { Catalog } from './define-catalog.ts';
import { reference } from './references.ts';

/**
 * The customer portal's configuration. A plan change during a trial keeps the trial: nobody is charged earlier than
 * they were told.
 * @see https://docs.stripe.com/api/customer_portal/configurations/create
 */
export function wantedPortalConfiguration(catalog: Catalog): Stripe.BillingPortal.ConfigurationCreateParams {
  const { brand, portal } = catalog;
  const sold = catalog.plans.filter((plan) => plan.prices !== undefined);
  return {
    name: brand.name,
    business_profile: {
      headline: portal.headline,
      privacy_policy_url: brand.privacyUrl,
      terms_of_service_url: brand.termsUrl,
    },
    features: {
      customer_update: { enabled: true, allowed_updates: [...portal.customerUpdates] },
      invoice_history: { enabled: true },
      payment_method_update: { enabled: true },
      subscription_cancel: {
        enabled: true,
        mode: portal.cancel.mode,
        cancellation_reason: { enabled: true, options: [...portal.cancel.reasons] },
      },
      subscription_pause:
        portal.pause === undefined
          ? { enabled: false }
          : {
              enabled: true,
              duration: {
                type: 'interval_options',
                interval_options: Array.from({ length: portal.pause.upToMonths }, (_, index) => ({
                  interval: 'month' as const,
                  interval_count: index + 1,
                })),
              },
            },
      subscription_update: {
        enabled: true,
        default_allowed_updates: [...portal.update.allowed],
        proration_behavior: portal.update.prorationBehavior,
        trial_update_behavior: 'continue_trial',
        products: sold.map((plan) => ({
          product: reference('product', plan.id),
          prices: billingPeriods
            .filter((billingPeriod) => plan.prices?.[billingPeriod] !== undefined)
            .map((billingPeriod) => reference('price', lookupKeyOf(plan.id, billingPeriod))),
        })),
      },
    },
    metadata: { catalog: catalog.id },
  };
}
