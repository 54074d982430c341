// How a subscription's status follows its invoices.
//
//   incomplete ──paid──> active <──paid── past_due, unpaid
//   active ──payment failed──> past_due ──last retry failed──> canceled | unpaid | past_due | paused, as the account is set
//   active ──renewal failed──> paused ──settled──> active, where the account is set so
//
// Only the latest invoice counts that is not void; voiding it lets the one before it count.
import type Stripe from 'stripe';
import { idOf } from '../kernel/objects.ts';
import type { Tx } from '../kernel/tx.ts';
import { followSubscription } from '../resources/entitlements/follow-subscription.ts';
import { accountSettings } from './account-settings.ts';
import { pauseNow, whyNotPausable } from './pause-state.ts';
import { applyPendingUpdate } from './pending-update.ts';
import { resumeWhenSettled } from './resume-when-settled.ts';
import { finishResumption } from './resumption.ts';
import { methodThatPaid } from './settle-invoice.ts';
import { subscriptionIdOf } from './store-invoice.ts';

type Status = Stripe.Subscription['status'];

export function isOver(subscription: { status: Status }): boolean {
  return subscription.status === 'canceled' || subscription.status === 'incomplete_expired';
}

/** What a paid (or forgiven) latest invoice makes of a status. */
export function statusWhenPaid(status: Status): Status {
  return ['incomplete', 'past_due', 'unpaid'].includes(status) ? 'active' : status;
}

/** What a failed payment of the latest invoice makes of a status. */
export function statusWhenFailed(status: Status): Status {
  return status === 'active' ? 'past_due' : status;
}

export function isLatest(subscription: Stripe.Subscription, invoice: Stripe.Invoice): boolean {
  return idOf(subscription.latest_invoice) === invoice.id;
}

function paidChange(
  subscription: Stripe.Subscription,
  intent: Stripe.PaymentIntent | null,
): Partial<Stripe.Subscription> {
  const method = methodThatPaid(intent);
  const saves = subscription.payment_settings?.save_default_payment_method === 'on_subscription';
  return {
    status: statusWhenPaid(subscription.status),
    ...(saves && method !== null ? { default_payment_method: method } : {}),
  };
}

/** Changes a subscription and says so, unless nothing changed. */
export function changeSubscription(
  tx: Tx,
  subscription: Stripe.Subscription,
  change: Partial<Stripe.Subscription>,
): Stripe.Subscription {
  const entries = Object.entries(change) as [keyof Stripe.Subscription, unknown][];
  if (entries.every(([field, value]) => subscription[field] === value)) return subscription;
  const changed = tx.update('subscription', subscription.id, change);
  tx.emit('customer.subscription.updated', changed, subscription);
  followSubscription(tx, changed);
  return changed;
}

/** Lets the subscription of an invoice that was just paid follow: active again, its method saved, a waiting change made. */
export function followPaidInvoice(
  tx: Tx,
  { invoice, intent }: { invoice: Stripe.Invoice; intent: Stripe.PaymentIntent | null },
): void {
  const subscription = tx.find('subscription', subscriptionIdOf(invoice));
  if (!subscription || isOver(subscription)) return;
  if (isLatest(subscription, invoice)) {
    changeSubscription(tx, subscription, paidChange(subscription, intent));
    resumeWhenSettled(tx, subscription);
  }
  finishResumption(tx, { subscription: subscription.id, invoice: invoice.id, isPaid: true });
  applyPendingUpdate(tx, { subscription: subscription.id, invoice: invoice.id });
}

/** Whether the account pauses a subscription with the first failed payment of a renewal. */
function pausesNow(tx: Tx, subscription: Stripe.Subscription, invoice: Stripe.Invoice): boolean {
  const isRenewal = invoice.billing_reason === 'subscription_cycle' && subscription.status === 'active';
  return isRenewal && accountSettings(tx).afterFirstFailure === 'pause' && whyNotPausable(subscription) === null;
}

/**
 * A subscription that waited for its first payment runs as soon as a bank is asked for it.
 *
 * @see https://docs.stripe.com/billing/subscriptions/ach-debit
 */
export function followDebitedInvoice(tx: Tx, invoice: Stripe.Invoice): void {
  const subscription = tx.find('subscription', subscriptionIdOf(invoice));
  if (subscription?.status === 'incomplete') changeSubscription(tx, subscription, { status: 'active' });
}

/** Lets the subscription of an invoice whose payment failed follow. */
export function followFailedInvoice(tx: Tx, invoice: Stripe.Invoice): void {
  const subscription = tx.find('subscription', subscriptionIdOf(invoice));
  if (!subscription || isOver(subscription) || !isLatest(subscription, invoice)) return;
  if (pausesNow(tx, subscription, invoice)) pauseNow(tx, { subscription, reason: 'first_payment_failure' });
  else changeSubscription(tx, subscription, { status: statusWhenFailed(subscription.status) });
  finishResumption(tx, { subscription: subscription.id, invoice: invoice.id, isPaid: false });
}
