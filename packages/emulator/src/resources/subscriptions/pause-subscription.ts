import type Stripe from 'stripe';
import { applyProrations } from '../../billing-cycle/apply-update.ts';
import { billUsage } from '../../billing-cycle/bill-usage.ts';
import { collectInvoice } from '../../billing-cycle/collect-invoice.ts';
import { discountsOf } from '../../billing-cycle/amount-invoice.ts';
import { subscriptionDiscounts } from '../../billing-cycle/discount-ends.ts';
import { finalizeInvoice } from '../../billing-cycle/finalize-invoice.ts';
import { pauseNow, whyNotPausable } from '../../billing-cycle/pause-state.ts';
import { pendingLines } from '../../billing-cycle/pending-items.ts';
import { planProrations } from '../../billing-cycle/plan-prorations.ts';
import { storeInvoice } from '../../billing-cycle/store-invoice.ts';
import { composeSubscriptionInvoice, customerOf } from '../../billing-cycle/subscription-invoice.ts';
import { invalidRequest } from '../../kernel/errors.ts';
import type { Handler } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';

type PauseParams = Stripe.SubscriptionPauseParams;

export function checkPausable(subscription: Stripe.Subscription): void {
  const why = whyNotPausable(subscription);
  if (why !== null) throw invalidRequest({ message: `This subscription cannot be paused: ${why}.` });
}

/** Gives back the time from `at` on, or from the beginning of the period. */
function creditTime(tx: Tx, subscription: Stripe.Subscription, from: string): void {
  if (from === 'none') return;
  const now = tx.now(subscription);
  const starts = subscription.items.data.map((item) => item.current_period_start);
  const at = from === 'item_current_period_start' ? Math.min(...starts) : now;
  const plan = planProrations(tx, {
    subscription,
    changes: subscription.items.data.map((before) => ({ before, after: null })),
    items: [],
    at,
    resets: false,
    debitsNewPeriod: false,
    discounts: discountsOf(tx, subscriptionDiscounts(tx, { subscription, at: now })),
  });
  applyProrations(tx, { subscription, plan });
}

function invoiceNow(tx: Tx, subscription: Stripe.Subscription): void {
  const customer = customerOf(tx, subscription);
  const at = tx.now(subscription);
  const { id, currency } = subscription;
  const lines = pendingLines(tx, { customer: customer.id, subscription: id, currency });
  if (lines.length === 0) return;
  const period = { start: at, end: at };
  const options = { subscription, customer, lines, at, period, fields: { auto_advance: true } };
  const draft = storeInvoice(tx, composeSubscriptionInvoice(tx, { ...options, reason: 'subscription_update' }));
  tx.update('subscription', id, { latest_invoice: draft.id });
  const invoice = finalizeInvoice(tx, { invoice: draft });
  if (invoice.status === 'open') collectInvoice(tx, { invoice, attempt: 'manual', isOffSession: true });
}

function settle(tx: Tx, subscription: Stripe.Subscription, params: PauseParams): void {
  creditTime(tx, subscription, params.bill_for?.unused_time_from?.type ?? 'now');
  if (params.bill_for?.outstanding_usage_through?.type !== 'none') billUsage(tx, { subscription });
  if (params.invoicing_behavior === 'invoice') invoiceNow(tx, subscription);
}

/** @see https://docs.stripe.com/billing/subscriptions/pause */
export const pauseSubscription: Handler<'POST /v1/subscriptions/:id/pause'> = (tx, { path, params }) => {
  const subscription = tx.get('subscription', path.id);
  checkPausable(subscription);
  return pauseWith(tx, { subscription, params });
};

/** Pauses a subscription as the parameters say, whoever asks for it. */
export function pauseWith(
  tx: Tx,
  { subscription, params }: { subscription: Stripe.Subscription; params: PauseParams },
): Stripe.Subscription {
  settle(tx, subscription, params);
  return pauseNow(tx, {
    subscription: tx.get('subscription', subscription.id),
    reason: 'pause_requested',
    before: subscription,
  });
}
