import type Stripe from 'stripe';
import { invalidRequest } from '../../kernel/errors.ts';

type Thresholds = Stripe.Subscription.BillingThresholds | null;
type ItemThresholds = Stripe.SubscriptionItem['billing_thresholds'];

/** Stripe bills nothing ahead for less than 50 minor units. */
const LEAST_AMOUNT = 50;

/** The thresholds of a subscription, or of a schedule's phase (`phases[0][billing_thresholds]`), after a write. */
export function billingThresholds(
  stored: Thresholds,
  given: Stripe.SubscriptionCreateParams['billing_thresholds'],
  param = 'billing_thresholds',
): Thresholds {
  if (given === undefined) return stored;
  if (!given) return null;
  if (given.amount_gte !== undefined && given.amount_gte < LEAST_AMOUNT) {
    throw invalidRequest({
      code: 'parameter_invalid_integer',
      message: `This value must be greater than or equal to ${LEAST_AMOUNT}.`,
      param: `${param}[amount_gte]`,
    });
  }
  return {
    amount_gte: given.amount_gte ?? null,
    reset_billing_cycle_anchor: given.reset_billing_cycle_anchor ?? null,
  };
}

/**
 * The threshold of an item after a write.
 *
 * @throws StripeError for a licensed price, and for less than one unit.
 */
export function itemThresholds(
  stored: ItemThresholds,
  options: { given: '' | null | { usage_gte: number } | undefined; price: Stripe.Price; param: string },
): ItemThresholds {
  const { given, price, param } = options;
  if (given === undefined) return stored;
  if (!given) return null;
  if (price.recurring?.usage_type !== 'metered') {
    throw invalidRequest({
      message: 'Usage thresholds can only be set for prices with `usage_type=metered`.',
      param: `${param}[billing_thresholds]`,
    });
  }
  if (given.usage_gte < 1) {
    throw invalidRequest({
      code: 'parameter_invalid_integer',
      message: 'This value must be greater than or equal to 1.',
      param: `${param}[billing_thresholds][usage_gte]`,
    });
  }
  return { usage_gte: given.usage_gte };
}
