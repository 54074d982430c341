// The end of a subscription: at once, at its period's end, after the last failed retry, or because it was never paid.
import type Stripe from 'stripe';
import { idOf } from '../kernel/objects.ts';
import type { Tx } from '../kernel/tx.ts';
import { followSubscription } from '../resources/entitlements/follow-subscription.ts';
import { subscriptionFacts } from './facts.ts';
import { subscriptionIdOf } from './store-invoice.ts';
import { dropPendingUpdate } from './pending-update.ts';
import { voidInvoice } from './void-invoice.ts';

type Reason = Stripe.Subscription.CancellationDetails.Reason;

/** Invoices of a subscription that are not settled. */
export function unsettledInvoices(tx: Tx, subscription: string): Stripe.Invoice[] {
  return tx
    .list('invoice', { 'parent.subscription_details.subscription': subscription })
    .filter((invoice) => invoice.status === 'draft' || invoice.status === 'open');
}

/** Nobody collects for a subscription that is over: its drafts and open invoices stay, but stop advancing. */
function stopCollecting(tx: Tx, subscription: string): void {
  for (const invoice of unsettledInvoices(tx, subscription)) {
    if (!invoice.auto_advance && invoice.next_payment_attempt === null) continue;
    const stopped = tx.update('invoice', invoice.id, {
      auto_advance: false,
      automatically_finalizes_at: null,
      next_payment_attempt: null,
    });
    tx.emit('invoice.updated', stopped, invoice);
  }
}

/** A schedule without its subscription is over: complete if this was its planned end, aborted if nobody paid, else cancelled. */
function endSchedule(tx: Tx, subscription: Stripe.Subscription): void {
  const schedule = tx.find('subscription_schedule', idOf(subscription.schedule));
  if (schedule?.status !== 'active') return;
  const at = tx.now(subscription);
  const isPlanned = schedule.end_behavior === 'cancel' && schedule.phases.at(-1)?.end_date === at;
  const change = isPlanned
    ? { status: 'completed' as const, completed_at: at }
    : { status: 'canceled' as const, canceled_at: at };
  const ended = tx.update('subscription_schedule', schedule.id, { ...change, current_phase: null });
  if (isPlanned) tx.emit('subscription_schedule.completed', ended);
  else if (subscription.cancellation_details?.reason === 'payment_failed')
    tx.emit('subscription_schedule.aborted', ended);
  else tx.emit('subscription_schedule.canceled', ended);
}

/**
 * Ends a subscription at `tx.now`, for good.
 *
 * @param details Why; Stripe sets `reason`, the customer may have said the rest.
 */
export function endSubscription(
  tx: Tx,
  {
    subscription,
    reason,
    details = {},
  }: {
    subscription: Stripe.Subscription;
    reason: Reason | null;
    details?: Partial<Stripe.Subscription.CancellationDetails>;
  },
): Stripe.Subscription {
  const at = tx.now(subscription);
  dropPendingUpdate(tx, subscription.id);
  const before = subscription.cancellation_details;
  const ended = tx.update('subscription', subscription.id, {
    status: 'canceled',
    canceled_at: subscription.canceled_at ?? at,
    ended_at: at,
    pending_update: null,
    cancellation_details: {
      comment: before?.comment ?? null,
      feedback: before?.feedback ?? null,
      feedback_option: before?.feedback_option ?? null,
      reason: reason ?? before?.reason ?? null,
      ...details,
    },
  });
  tx.update('_subscription', subscription.id, { remindAt: null, announceAt: null });
  stopCollecting(tx, subscription.id);
  tx.emit('customer.subscription.deleted', ended);
  followSubscription(tx, ended);
  endSchedule(tx, ended);
  return ended;
}

/** The first invoice was not paid within 23 hours: it is voided, and the subscription never was. */
export function expireIncomplete(tx: Tx, subscription: Stripe.Subscription): void {
  const open = tx.find('invoice', idOf(subscription.latest_invoice));
  if (open?.status === 'open') voidInvoice(tx, open);
  const expired = tx.update('subscription', subscription.id, {
    status: 'incomplete_expired',
    ended_at: tx.now(subscription),
  });
  tx.update('_subscription', subscription.id, { remindAt: null, announceAt: null });
  tx.emit('customer.subscription.updated', expired, subscription);
  followSubscription(tx, expired);
}

/** Whether an invoice belongs to a subscription that is still this one's business. */
export function subscriptionOf(tx: Tx, invoice: Stripe.Invoice): Stripe.Subscription | undefined {
  return tx.find('subscription', subscriptionIdOf(invoice));
}

/** Whether a subscription waits for a change to be paid. */
export function hasPendingUpdate(tx: Tx, subscription: string): boolean {
  return subscriptionFacts(tx, subscription).pending !== null;
}
