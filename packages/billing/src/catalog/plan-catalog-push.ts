import type { Catalog } from './define-catalog.ts';
import { planCoupons, planPromotionCodes } from './plan-coupons.ts';
import { planMeters } from './plan-meters.ts';
import { planPaymentMethods } from './plan-payment-methods.ts';
import { planPortal } from './plan-portal.ts';
import { planPrices } from './plan-prices.ts';
import { planProducts, retireProducts } from './plan-products.ts';
import type { CatalogPushPlan, PushStep, StripeCatalogState } from './push-step.ts';
import { wantedAtStripe } from './wanted-at-stripe.ts';

/**
 * What must be written so that Stripe holds what the catalog says. It looks at the present state alone, so a push that
 * was interrupted anywhere is finished by planning again, and a state that matches plans nothing.
 */
export function planCatalogPush(catalog: Catalog, state: StripeCatalogState): CatalogPushPlan {
  const wanted = wantedAtStripe(catalog);
  const known = new Map<string, string>();
  const products = planProducts(catalog, { wanted: wanted.products, state, known });
  const meters = planMeters({ wanted: wanted.meters, state, known });
  const prices = planPrices(catalog, { wanted: wanted.prices, state, known });
  const steps: PushStep[] = [
    ...products,
    ...meters.steps,
    ...prices.create,
    ...planCoupons(catalog, { wanted: wanted.coupons, state }),
    ...planPromotionCodes(catalog, { wanted: wanted.promotionCodes, state }),
    ...planPaymentMethods(catalog, state),
    // The portal must offer the new prices before the old ones are archived.
    ...planPortal(catalog, { wanted: wanted.portal, state, known }),
    ...prices.archive,
    ...retireProducts(catalog, state),
  ];
  return { steps, known, conflicts: meters.conflicts };
}
