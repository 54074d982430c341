import type Stripe from 'stripe';
import type { Tx } from '../kernel/tx.ts';
import { accountSettings } from './account-settings.ts';
import type { DraftLine } from './draft-line.ts';
import { unbilledUsage } from './end-at-period-end.ts';
import { makeUsageItems } from './measured-usage.ts';
import { storeInvoice } from './store-invoice.ts';
import { composeSubscriptionInvoice, customerOf } from './subscription-invoice.ts';

type Item = Stripe.SubscriptionItem;

/** The usage of items as if they were all that the subscription has. */
function usageOf(tx: Tx, { subscription, items }: { subscription: Stripe.Subscription; items: Item[] }): DraftLine[] {
  return unbilledUsage(tx, { ...subscription, items: { ...subscription.items, data: items } });
}

/** Makes what was used until now, and not billed yet, wait as invoice items: for a pause, or an item that goes. */
export function billUsage(
  tx: Tx,
  { subscription, items = subscription.items.data }: { subscription: Stripe.Subscription; items?: Item[] },
): void {
  makeUsageItems(tx, { subscription, lines: usageOf(tx, { subscription, items }) });
}

/**
 * Classic billing, where a schedule takes a metered item away: what was used of it is an invoice of its own, beside that of the
 * phase that begins.
 *
 * @see https://docs.stripe.com/billing/subscriptions/billing-mode/compare
 */
export function invoiceUsage(
  tx: Tx,
  { subscription, items }: { subscription: Stripe.Subscription; items: Item[] },
): void {
  const lines = subscription.status === 'trialing' ? [] : usageOf(tx, { subscription, items });
  if (lines.length === 0) return;
  const at = tx.now(subscription);
  const starts = items.map((item) => item.current_period_start);
  const composed = composeSubscriptionInvoice(tx, {
    subscription,
    customer: customerOf(tx, subscription),
    reason: 'subscription_cycle',
    lines,
    at,
    period: { start: Math.min(...starts), end: at },
    fields: { auto_advance: true, automatically_finalizes_at: at + accountSettings(tx).draftSeconds },
  });
  storeInvoice(tx, composed);
}
