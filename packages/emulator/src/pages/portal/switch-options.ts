import type Stripe from 'stripe';
import type { PlanSwitch } from '../../resources/subscriptions/from-portal.ts';
import type { PlanChoice } from './offered-prices.ts';
import type { PortalVisit } from './portal-access.ts';

/** A chosen plan as the change that the portal's configuration makes of it. */
export function switchOptions(
  visit: PortalVisit,
  options: { subscription: Stripe.Subscription; choice: PlanChoice; prorationDate: number },
): PlanSwitch & { promotionCode?: string } {
  const { subscription, choice, prorationDate } = options;
  const feature = visit.configuration.features.subscription_update;
  const prorationBehavior =
    (['none', 'create_prorations', 'always_invoice'] as const).find((known) => known === feature.proration_behavior) ??
    'none';
  return {
    subscription: subscription.id,
    price: choice.price.id,
    quantity: choice.quantity,
    prorationBehavior,
    // Without prorations there is no second to fix, and Stripe refuses the date.
    ...(prorationBehavior === 'none' ? {} : { prorationDate }),
    endsTrial: feature.trial_update_behavior === 'end_trial',
    resetsAnchor: feature.billing_cycle_anchor === 'now',
    ...(choice.promotionCode === '' ? flowDiscounts(visit) : { promotionCode: choice.promotionCode }),
  };
}

/** What a link that names the change may give with it. */
function flowDiscounts(visit: PortalVisit): Pick<PlanSwitch, 'discounts'> {
  const discounts = visit.session.flow?.subscription_update_confirm?.discounts;
  if (!discounts || discounts.length === 0) return {};
  return {
    discounts: discounts.map(({ coupon, promotion_code: promotionCode }) => ({
      ...(coupon === null ? {} : { coupon }),
      ...(promotionCode === null ? {} : { promotion_code: promotionCode }),
    })),
  };
}
