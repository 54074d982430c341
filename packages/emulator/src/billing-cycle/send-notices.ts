import type Stripe from 'stripe';
import type { Tx } from '../kernel/tx.ts';
import { enterDuePhase } from '../resources/subscription_schedules/enter-phase-at-renewal.ts';
import type { SubscriptionFacts } from './facts.ts';
import { nextPeriodEnd } from './notices.ts';
import { pendingLines } from './pending-items.ts';
import { anchorOf, renewalLines } from './renew-subscription.ts';
import { expireResumption } from './resumption.ts';
import { composeSubscriptionInvoice, customerOf } from './subscription-invoice.ts';

export function scheduleNoticesDue(facts: SubscriptionFacts): number | null {
  const times = [facts.remindAt, facts.announceAt, facts.resuming?.expiresAt ?? null].filter((at) => at !== null);
  return times.length === 0 ? null : Math.min(...times);
}

/** The invoice of the next renewal as it would be now, with the phase of a schedule that begins there. */
export function upcomingInvoice(tx: Tx, subscription: Stripe.Subscription): Stripe.Invoice {
  return tx.rehearse((at) => renewalOf(tx, enterDuePhase(at(nextPeriodEnd(subscription), subscription), subscription)));
}

function renewalOf(tx: Tx, subscription: Stripe.Subscription): Stripe.Invoice {
  const customer = customerOf(tx, subscription);
  const at = nextPeriodEnd(subscription);
  const { id, currency } = subscription;
  const items = subscription.items.data;
  return composeSubscriptionInvoice(tx, {
    subscription,
    customer,
    reason: 'upcoming',
    lines: [
      ...pendingLines(tx, { customer: customer.id, subscription: id, currency }),
      ...renewalLines(tx, { subscription, items, anchor: anchorOf(tx, subscription), at }),
    ],
    at,
    period: { start: Math.min(...items.map((item) => item.current_period_start)), end: at },
    fields: { next_payment_attempt: at + 3600 },
  }).invoice;
}

export function noticesWhenDue(tx: Tx, facts: SubscriptionFacts): void {
  const subscription = tx.get('subscription', facts.id);
  const now = tx.now(subscription);
  const reminds = facts.remindAt !== null && facts.remindAt <= now;
  const announces = facts.announceAt !== null && facts.announceAt <= now;
  const expires = facts.resuming?.expiresAt ?? null;
  if (expires !== null && expires <= now) expireResumption(tx, subscription);
  tx.update('_subscription', facts.id, {
    ...(reminds ? { remindAt: null, remindedFor: subscription.trial_end } : {}),
    ...(announces ? { announceAt: null } : {}),
  });
  if (reminds) tx.emit('customer.subscription.trial_will_end', subscription);
  if (announces) {
    const invoice = upcomingInvoice(tx, subscription);
    tx.emit('invoice.upcoming', { ...invoice, id: `upcoming_${invoice.id}` });
  }
}
