import type Stripe from 'stripe';
import { exclusiveParams, invalidRequest } from '../../kernel/errors.ts';
import { idOf } from '../../kernel/objects.ts';

type UpdateParams = Stripe.SubscriptionUpdateParams;

/** What may be given together with `pending_if_incomplete`. */
const pendingParams = new Set([
  'add_invoice_items',
  'billing_cycle_anchor',
  'expand',
  'items',
  'off_session',
  'payment_behavior',
  'proration_behavior',
  'proration_date',
  'trial_end',
  'trial_from_plan',
]);

/** @see https://docs.stripe.com/billing/subscriptions/pending-updates-reference */
export function checkPendingParams(params: UpdateParams): void {
  const others = Object.keys(params).filter((name) => !pendingParams.has(name));
  if (others.length === 0) return;
  throw invalidRequest({
    message: `When payment_behavior is set to pending_if_incomplete, you cannot pass: ${others.join(', ')}. Only ${[...pendingParams].join(', ')} are supported.`,
    param: others[0] ?? 'payment_behavior',
  });
}

/** After the end only words may change. */
const wordsOnly = new Set(['metadata', 'cancellation_details', 'expand']);

/** @throws StripeError when the subscription is over, or the parameters contradict each other. */
export function checkUpdatable(subscription: Stripe.Subscription, params: UpdateParams): void {
  const isOver = subscription.status === 'canceled' || subscription.status === 'incomplete_expired';
  if (isOver && Object.keys(params).some((name) => !wordsOnly.has(name))) {
    throw invalidRequest({
      code: 'invalid_canceled_subscription_fields',
      message: 'A canceled subscription can only update its cancellation_details and metadata.',
    });
  }
  const cancels = params.cancel_at !== undefined && params.cancel_at !== '' && params.cancel_at !== null;
  if (cancels && params.cancel_at_period_end) {
    throw exclusiveParams('cancel_at', 'cancel_at_period_end');
  }
}

/** The end of a subscription that a schedule manages is the schedule's to plan. */
export function checkOwnEnd(subscription: Stripe.Subscription, params: UpdateParams): void {
  if (subscription.schedule === null) return;
  const given = (['cancel_at', 'cancel_at_period_end'] as const).find((name) => params[name] !== undefined);
  if (given === undefined) return;
  throw invalidRequest({
    message: `The subscription is managed by the subscription schedule \`${idOf(subscription.schedule)}\`, and updating any cancelation behavior directly is not allowed. Please update the schedule instead.`,
    param: given,
  });
}
