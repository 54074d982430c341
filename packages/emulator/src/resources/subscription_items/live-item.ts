import type Stripe from 'stripe';
import type { Tx } from '../../kernel/tx.ts';
import { shownPrice } from './new-item.ts';

/** An item with its price as that is now: names, metadata and lookup keys of a price may change under a subscription. */
export function liveItem(tx: Tx, item: Stripe.SubscriptionItem): Stripe.SubscriptionItem {
  const price = tx.find('price', item.price.id);
  return price ? { ...item, ...shownPrice(tx, price) } : item;
}
