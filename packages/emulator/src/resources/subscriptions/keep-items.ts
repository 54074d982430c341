import type Stripe from 'stripe';
import { listOfParts } from '../../kernel/read-operations.ts';
import type { Tx } from '../../kernel/tx.ts';

/** The items of a subscription as the list that it shows. */
export function itemList(subscription: string, items: Stripe.SubscriptionItem[]): Stripe.Subscription['items'] {
  return listOfParts(items, `/v1/subscription_items?subscription=${subscription}`);
}

/** Keeps items both in their subscription, which shows them, and by themselves, so that they can be found. */
export function keepItems(
  tx: Tx,
  { subscription, items }: { subscription: string; items: Stripe.SubscriptionItem[] },
): void {
  const stays = new Set(items.map((item) => item.id));
  for (const old of tx.list('subscription_item', { subscription })) {
    if (!stays.has(old.id)) tx.remove('subscription_item', old.id);
  }
  for (const item of items) {
    if (tx.find('subscription_item', item.id)) tx.update('subscription_item', item.id, item);
    else tx.insert('subscription_item', item);
  }
}
