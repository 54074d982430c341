import type Stripe from 'stripe';
import { accountSettings } from '../../billing-cycle/account-settings.ts';
import { applyProrations } from '../../billing-cycle/apply-update.ts';
import { collectInvoice } from '../../billing-cycle/collect-invoice.ts';
import { subscriptionFacts } from '../../billing-cycle/facts.ts';
import { finalizeInvoice } from '../../billing-cycle/finalize-invoice.ts';
import { firstLines } from '../../billing-cycle/first-lines.ts';
import { paidIntent } from '../../billing-cycle/invoice-payment.ts';
import { pendingLines } from '../../billing-cycle/pending-items.ts';
import { periodAround } from '../../billing-cycle/periods.ts';
import { planProrations } from '../../billing-cycle/plan-prorations.ts';
import { anchorOf } from '../../billing-cycle/renew-subscription.ts';
import { activate, RESUME_SECONDS } from '../../billing-cycle/resumption.ts';
import { storeInvoice } from '../../billing-cycle/store-invoice.ts';
import { followFailedInvoice, followPaidInvoice, isOver } from '../../billing-cycle/subscription-status.ts';
import { composeSubscriptionInvoice, customerOf } from '../../billing-cycle/subscription-invoice.ts';
import { measureFrom } from '../../billing-cycle/measured-usage.ts';
import { discountsOf } from '../../billing-cycle/amount-invoice.ts';
import { subscriptionDiscounts } from '../../billing-cycle/discount-ends.ts';
import { invalidRequest, missing } from '../../kernel/errors.ts';
import type { Handler } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { itemList, keepItems } from './keep-items.ts';

type ResumeParams = Stripe.SubscriptionResumeParams;

function checkPaused(subscription: Stripe.Subscription): void {
  if (isOver(subscription)) throw missing('subscription', subscription.id);
  if (subscription.status !== 'paused') {
    throw invalidRequest({
      message: `You can only resume paused subscriptions. This subscription's status is ${subscription.status}.`,
    });
  }
  if (subscription.collection_method !== 'charge_automatically') {
    throw invalidRequest({ message: 'Only subscriptions that are charged automatically can be resumed.' });
  }
}

/** The items in the periods that they resume in. */
function resumedItems(
  subscription: Stripe.Subscription,
  { anchor, at }: { anchor: Parameters<typeof periodAround>[0]; at: number },
): Stripe.SubscriptionItem[] {
  return subscription.items.data.map((item) => {
    if (!item.price.recurring) return item;
    const period = periodAround(anchor, item.price.recurring, at);
    return { ...item, current_period_start: period.start, current_period_end: period.end };
  });
}

/** With the old anchor the rest of the running period is debited, as prorations. */
function debitRest(
  tx: Tx,
  subscription: Stripe.Subscription,
  { items, at }: { items: Stripe.SubscriptionItem[]; at: number },
): void {
  const plan = planProrations(tx, {
    subscription,
    changes: items.map((after) => ({ before: null, after })),
    items,
    at,
    resets: false,
    debitsNewPeriod: true,
    discounts: discountsOf(tx, subscriptionDiscounts(tx, { subscription, at })),
  });
  applyProrations(tx, { subscription, plan });
}

function makeResumptionInvoice(
  tx: Tx,
  { subscription, isNew, behavior }: { subscription: Stripe.Subscription; isNew: boolean; behavior: string },
): Stripe.Invoice | null {
  const customer = customerOf(tx, subscription);
  const at = tx.now(subscription);
  const { id, currency } = subscription;
  const items = subscription.items.data;
  if (!isNew && behavior !== 'always_invoice') return null;
  const period = isNew
    ? firstLines(tx, { subscription, items, anchor: anchorOf(tx, subscription), isTrial: false, prorates: true })
    : [];
  const lines = [...pendingLines(tx, { customer: customer.id, subscription: id, currency }), ...period];
  if (lines.length === 0) return null;
  const fields = { auto_advance: true };
  const options = { subscription, customer, lines, at, period: { start: at, end: at }, fields };
  return storeInvoice(tx, composeSubscriptionInvoice(tx, { ...options, reason: 'subscription_update' }));
}

/** Tries to be paid in the request, or an hour later. */
function collectResumption(tx: Tx, { invoice, params }: { invoice: Stripe.Invoice; params: ResumeParams }): void {
  if (invoice.status === 'paid') {
    followPaidInvoice(tx, { invoice, intent: null });
  } else if (params.payment_behavior === 'resume_on_payment_success') {
    const { invoice: tried, outcome } = collectInvoice(tx, { invoice, attempt: 'manual', isOffSession: false });
    if (outcome === 'paid') followPaidInvoice(tx, { invoice: tried, intent: paidIntent(tx, tried.id) });
    else if (outcome !== 'processing') followFailedInvoice(tx, tried);
  } else {
    const soon = tx.now(invoice) + accountSettings(tx).draftSeconds;
    tx.update('invoice', invoice.id, { next_payment_attempt: soon });
  }
}

/** @see https://docs.stripe.com/billing/subscriptions/pause */
export const resumeSubscription: Handler<'POST /v1/subscriptions/:id/resume'> = (tx, { path, params }) =>
  resumeWith(tx, { subscription: tx.get('subscription', path.id), params });

/** Takes a subscription out of its pause as the parameters say, whoever asks for it. */
export function resumeWith(
  tx: Tx,
  { subscription: paused, params }: { subscription: Stripe.Subscription; params: ResumeParams },
): Stripe.Subscription {
  checkPaused(paused);
  const at = tx.now(paused);
  const isNew = params.billing_cycle_anchor?.type !== 'unchanged';
  const anchor = isNew ? { at } : anchorOf(tx, paused);
  const behavior = params.proration_behavior ?? 'create_prorations';
  const items = resumedItems(paused, { anchor, at });
  keepItems(tx, { subscription: paused.id, items });
  if (isNew) tx.update('_subscription', paused.id, { anchorDay: null });
  const placed = tx.update('subscription', paused.id, {
    billing_cycle_anchor: anchor.at,
    items: itemList(paused.id, items),
  });
  measureFrom(tx, { subscription: placed, at });
  if (!isNew && behavior !== 'none') debitRest(tx, placed, { items, at: params.proration_date ?? at });
  const draft = makeResumptionInvoice(tx, { subscription: placed, isNew, behavior });
  if (!draft) return activate(tx, { subscription: placed, status: 'active' });
  const onAttempt = params.payment_behavior !== 'resume_on_payment_success';
  tx.update('subscription', paused.id, { latest_invoice: draft.id });
  tx.update('_subscription', paused.id, {
    resuming: { invoice: draft.id, onAttempt, expiresAt: at + RESUME_SECONDS },
    debits: subscriptionFacts(tx, paused.id).debits,
  });
  const invoice = finalizeInvoice(tx, { invoice: draft });
  tx.emit('customer.subscription.updated', tx.get('subscription', paused.id), paused);
  collectResumption(tx, { invoice, params });
  return tx.get('subscription', paused.id);
}
