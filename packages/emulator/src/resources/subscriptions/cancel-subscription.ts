import type Stripe from 'stripe';
import { chosenFeedbackOption } from '../billing/feedback-options.ts';
import { applyProrations } from '../../billing-cycle/apply-update.ts';
import { discountsOf } from '../../billing-cycle/amount-invoice.ts';
import { subscriptionDiscounts } from '../../billing-cycle/discount-ends.ts';
import { makeFinalInvoice } from '../../billing-cycle/end-at-period-end.ts';
import { endSubscription } from '../../billing-cycle/end-subscription.ts';
import { planProrations } from '../../billing-cycle/plan-prorations.ts';
import { isOver } from '../../billing-cycle/subscription-status.ts';
import { written } from '../../kernel/emptyable.ts';
import { missing } from '../../kernel/errors.ts';
import type { Handler } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';

interface CancelOptions {
  subscription: Stripe.Subscription;
  invoicesNow?: boolean;
  prorates?: boolean;
  details?: Stripe.SubscriptionCancelParams.CancellationDetails | undefined;
}

/** What the unused time of every item is worth, as pending credits. */
function creditUnusedTime(tx: Tx, subscription: Stripe.Subscription): void {
  const at = tx.now(subscription);
  const changes = subscription.items.data.map((before) => ({ before, after: null }));
  const plan = planProrations(tx, {
    subscription,
    changes,
    items: [],
    at,
    resets: false,
    debitsNewPeriod: false,
    discounts: discountsOf(tx, subscriptionDiscounts(tx, { subscription, at })),
  });
  applyProrations(tx, { subscription, plan });
}

/** Ends a subscription now. A credit becomes a balance only through an invoice: with `invoicesNow`, or the customer's next. */
export function cancelNow(
  tx: Tx,
  { subscription, invoicesNow = false, prorates = false, details }: CancelOptions,
): Stripe.Subscription {
  if (prorates && subscription.status !== 'trialing' && subscription.status !== 'incomplete') {
    creditUnusedTime(tx, subscription);
  }
  const before = subscription.cancellation_details;
  const ended = endSubscription(tx, {
    subscription,
    reason: 'cancellation_requested',
    details: {
      comment: written(details?.comment, before?.comment ?? null),
      feedback: written(details?.feedback, before?.feedback ?? null),
      feedback_option: chosenFeedbackOption(tx, details?.feedback_option, before?.feedback_option),
    },
  });
  if (invoicesNow) makeFinalInvoice(tx, { subscription: ended, reason: 'manual' });
  return tx.get('subscription', ended.id);
}

/** @see https://docs.stripe.com/api/subscriptions/cancel */
export const cancelSubscription: Handler<'DELETE /v1/subscriptions/:id'> = (tx, { path, params }) => {
  const subscription = tx.get('subscription', path.id);
  if (isOver(subscription)) throw missing('subscription', path.id);
  return cancelNow(tx, {
    subscription,
    invoicesNow: params.invoice_now ?? false,
    prorates: params.prorate ?? false,
    details: params.cancellation_details,
  });
};
