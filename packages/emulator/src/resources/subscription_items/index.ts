import type Stripe from 'stripe';
import { invalidRequest, missing } from '../../kernel/errors.ts';
import { listFrom, retrieve } from '../../kernel/read-operations.ts';
import { resource, type Handler } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { liveItem } from './live-item.ts';
import { changeDirectly } from '../subscriptions/update-subscription.ts';

type UpdateParams = Stripe.SubscriptionUpdateParams;
type How = Pick<UpdateParams, 'payment_behavior' | 'proration_behavior' | 'proration_date' | 'off_session'>;

/** How the change is billed is said beside the item, and belongs to the subscription's update. */
function split<P extends How & { expand?: string[] }>(params: P): { how: How; item: Omit<P, keyof How | 'expand'> } {
  const { payment_behavior, proration_behavior, proration_date, off_session, expand: _expand, ...item } = params;
  return {
    how: {
      ...(payment_behavior === undefined ? {} : { payment_behavior }),
      ...(proration_behavior === undefined ? {} : { proration_behavior }),
      ...(proration_date === undefined ? {} : { proration_date }),
      ...(off_session === undefined ? {} : { off_session }),
    },
    item,
  };
}

function changeItem(
  tx: Tx,
  options: { subscription: string; item: Stripe.SubscriptionUpdateParams.Item; how: How },
): Stripe.Subscription {
  return changeDirectly(tx, {
    id: options.subscription,
    params: { ...options.how, items: [options.item] },
  });
}

const createItem: Handler<'POST /v1/subscription_items'> = (tx, { params }) => {
  const { subscription, ...rest } = params;
  const before = tx.get('subscription', subscription, { param: 'subscription' });
  const known = new Set(before.items.data.map((item) => item.id));
  const { how, item } = split(rest);
  const changed = changeItem(tx, { subscription, item: item as Stripe.SubscriptionUpdateParams.Item, how });
  const added = changed.items.data.find(({ id }) => !known.has(id));
  if (!added) throw missing('subscription_item', subscription, 'subscription');
  return added;
};

const updateItem: Handler<'POST /v1/subscription_items/:id'> = (tx, { path, params }) => {
  const { subscription } = tx.get('subscription_item', path.id);
  const { how, item } = split(params);
  changeItem(tx, { subscription, item: { ...(item as Stripe.SubscriptionUpdateParams.Item), id: path.id }, how });
  return tx.get('subscription_item', path.id);
};

const deleteItem: Handler<'DELETE /v1/subscription_items/:id'> = (tx, { path, params }) => {
  const { subscription } = tx.get('subscription_item', path.id);
  const { how } = split(params);
  changeItem(tx, { subscription, item: { id: path.id, deleted: true }, how });
  return { id: path.id, object: 'subscription_item', deleted: true };
};

/** Unlike other lists, the oldest first, as the subscription shows them, and with the subscription in its address. */
const listItems: Handler<'GET /v1/subscription_items'> = (tx, call) => {
  const { items } = tx.get('subscription', call.params.subscription, { param: 'subscription' });
  return { ...listFrom('subscription_item', items.data, call), url: items.url };
};

/** https://docs.stripe.com/api/subscription_items */
export const subscriptionItems = resource('subscription_item', {
  refuseMissing: (id) => invalidRequest({ status: 404, message: `Invalid subscription_item id: ${id}` }),
  indexes: ['subscription'],
  operations: {
    'POST /v1/subscription_items': createItem,
    'GET /v1/subscription_items/:id': retrieve('subscription_item'),
    'POST /v1/subscription_items/:id': updateItem,
    'DELETE /v1/subscription_items/:id': deleteItem,
    'GET /v1/subscription_items': listItems,
  },
  render: liveItem,
  clock: (tx, item) => tx.find('subscription', item.subscription),
});
