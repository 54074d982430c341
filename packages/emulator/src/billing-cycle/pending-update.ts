// A change that was asked for with `pending_if_incomplete` and whose invoice is not paid yet.
import type Stripe from 'stripe';
import type { Tx } from '../kernel/tx.ts';
import { followSubscription } from '../resources/entitlements/follow-subscription.ts';
import { applyPlan } from './apply-update.ts';
import { subscriptionFacts } from './facts.ts';
import { nextPeriodEnd, scheduleNotices } from './notices.ts';
import type { UpdatePlan } from './planned-change.ts';
import type { Debit } from './prorate.ts';
import { voidInvoice } from './void-invoice.ts';

const PENDING_SECONDS = 23 * 3600;

/**
 * Keeps the change for later: the items, and what is on record as debited, stay as they are until the invoice is paid.
 *
 * @param debits What was on record before the change was billed.
 */
export function holdUpdate(
  tx: Tx,
  options: { subscription: Stripe.Subscription; plan: UpdatePlan; invoice: string; debits: Record<string, Debit[]> },
): Partial<Stripe.Subscription> {
  const { subscription, plan, invoice, debits } = options;
  const billed = subscriptionFacts(tx, subscription.id).debits;
  tx.update('_subscription', subscription.id, { debits, pending: { plan, invoice, debits: billed } });
  const latest = Math.min(tx.now(subscription) + PENDING_SECONDS, nextPeriodEnd(subscription));
  return {
    pending_update: {
      billing_cycle_anchor: plan.fields.billing_cycle_anchor ?? null,
      cancel_at_period_end: null,
      discount: null,
      discounts: null,
      expires_at: latest,
      metadata: null,
      subscription_items: plan.items,
      trial_end: plan.fields.trial_end ?? null,
      trial_from_plan: null,
    },
  };
}

/** The invoice that a change waited for is paid: makes the change. */
export function applyPendingUpdate(
  tx: Tx,
  { subscription: id, invoice }: { subscription: string; invoice: string },
): void {
  const { pending } = subscriptionFacts(tx, id);
  if (pending?.invoice !== invoice) return;
  const before = tx.get('subscription', id);
  tx.update('_subscription', id, { pending: null, debits: pending.debits });
  applyPlan(tx, { subscription: before, plan: pending.plan });
  const updated = tx.update('subscription', id, { pending_update: null });
  tx.emit('customer.subscription.updated', updated, before);
  tx.emit('customer.subscription.pending_update_applied', updated);
  followSubscription(tx, updated);
  scheduleNotices(tx, updated);
}

/** The invoice was not paid in time, or is void: nothing changes. */
export function expirePendingUpdate(tx: Tx, subscription: Stripe.Subscription): void {
  const { pending } = subscriptionFacts(tx, subscription.id);
  tx.update('_subscription', subscription.id, { pending: null });
  const expired = tx.update('subscription', subscription.id, { pending_update: null });
  const invoice = tx.find('invoice', pending?.invoice);
  if (invoice?.status === 'open') voidInvoice(tx, invoice);
  tx.emit('customer.subscription.updated', expired, subscription);
  tx.emit('customer.subscription.pending_update_expired', expired);
}

/** A subscription that ends, or gets another change, forgets the one that waited. */
export function dropPendingUpdate(tx: Tx, subscription: string): void {
  const { pending } = subscriptionFacts(tx, subscription);
  if (!pending) return;
  tx.update('_subscription', subscription, { pending: null });
  const invoice = tx.find('invoice', pending.invoice);
  if (invoice?.status === 'open') voidInvoice(tx, invoice);
}
