import type Stripe from 'stripe';
import type { Tx } from '../kernel/tx.ts';
import { accountSettings } from './account-settings.ts';
import type { DraftLine } from './draft-line.ts';
import { endSubscription } from './end-subscription.ts';
import { pendingLines } from './pending-items.ts';
import { measuredLines } from './measured-usage.ts';
import { storeInvoice } from './store-invoice.ts';
import { composeSubscriptionInvoice, customerOf } from './subscription-invoice.ts';

/** What was used until now and never billed. */
export function unbilledUsage(tx: Tx, subscription: Stripe.Subscription): DraftLine[] {
  const at = tx.now(subscription);
  return subscription.items.data
    .flatMap((item) => measuredLines(tx, { subscription, item, end: at }))
    .filter((line) => line.amount !== 0);
}

/** The last invoice of a subscription: pending items and usage. Null when there is nothing to bill. */
export function makeFinalInvoice(
  tx: Tx,
  {
    subscription,
    reason,
  }: { subscription: Stripe.Subscription; reason: 'subscription_cycle' | 'subscription_update' | 'manual' },
): Stripe.Invoice | null {
  const customer = customerOf(tx, subscription);
  const at = tx.now(subscription);
  const { id, currency } = subscription;
  const lines = [
    ...pendingLines(tx, { customer: customer.id, subscription: id, currency }),
    ...unbilledUsage(tx, subscription),
  ];
  if (lines.length === 0) return null;
  const composed = composeSubscriptionInvoice(tx, {
    subscription,
    customer,
    reason,
    lines,
    at,
    period: { start: Math.min(...subscription.items.data.map((item) => item.current_period_start)), end: at },
    fields: { auto_advance: true, automatically_finalizes_at: at + accountSettings(tx).draftSeconds },
  });
  tx.update('subscription', id, { latest_invoice: composed.invoice.id });
  return storeInvoice(tx, composed);
}

/** The planned end has come. Usage and pending items are billed once more; what was to be prorated was so when it was planned. */
export function endAtPeriodEnd(tx: Tx, subscription: Stripe.Subscription): void {
  const ended = endSubscription(tx, { subscription, reason: null });
  if (subscription.status !== 'trialing') makeFinalInvoice(tx, { subscription: ended, reason: 'subscription_cycle' });
}
