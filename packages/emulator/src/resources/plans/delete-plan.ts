import type Stripe from 'stripe';
import { invalidRequest } from '../../kernel/errors.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Call } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { legacyPlan } from '../subscription_items/legacy-plan.ts';
import { recurringPrice } from './recurring-price.ts';

/** Nobody can subscribe to a deleted plan any more; who has subscribed goes on paying it. */
export function deletePlan(tx: Tx, { path }: Call<object, 'id'>): Stripe.DeletedPlan {
  const price = recurringPrice(tx, path.id);
  if (tx.list('product', { default_price: price.id }).length > 0 || isScheduled(tx, price)) {
    const message = `The plan ${price.id} cannot be deleted: it is the default price of its product, or a subscription schedule enters it.`;
    throw invalidRequest({ message });
  }
  tx.remove('price', price.id);
  tx.emit('price.deleted', price);
  tx.emit('plan.deleted', legacyPlan(price));
  return { id: price.id, object: 'plan', deleted: true };
}

function isScheduled(tx: Tx, price: Stripe.Price): boolean {
  const waiting = tx
    .list('subscription_schedule')
    .filter(({ status }) => status === 'not_started' || status === 'active');
  return waiting.some(({ phases }) => phases.some(({ items }) => items.some((item) => idOf(item.price) === price.id)));
}
