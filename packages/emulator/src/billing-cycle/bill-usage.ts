import type Stripe from 'stripe';
import type { Tx } from '../kernel/tx.ts';
import { unbilledUsage } from './end-at-period-end.ts';
import { makeUsageItems } from './measured-usage.ts';

/** Makes what was used until now, and not billed yet, wait as invoice items: for a pause, or an item that goes. */
export function billUsage(
  tx: Tx,
  {
    subscription,
    items = subscription.items.data,
  }: { subscription: Stripe.Subscription; items?: Stripe.SubscriptionItem[] },
): void {
  const used = { ...subscription, items: { ...subscription.items, data: items } };
  makeUsageItems(tx, { subscription, lines: unbilledUsage(tx, used) });
}
