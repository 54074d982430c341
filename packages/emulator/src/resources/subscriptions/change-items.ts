import type Stripe from 'stripe';
import { periodAround, type Anchor, type Period } from '../../billing-cycle/periods.ts';
import { invalidRequest, missing } from '../../kernel/errors.ts';
import { idOf } from '../../kernel/objects.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import type { Tx } from '../../kernel/tx.ts';
import { recurringPrice } from '../subscription_items/item-price.ts';
import { checkedQuantity, newItem, shownPrice, taxRatesOf } from '../subscription_items/new-item.ts';
import { itemThresholds } from './thresholds.ts';
import { takeDiscounts } from './take-discounts.ts';

export type ItemParam = Stripe.SubscriptionUpdateParams.Item;

export interface ItemChange {
  /** Null when the item is new. */
  before: Stripe.SubscriptionItem | null;
  /** Null when it is removed. */
  after: Stripe.SubscriptionItem | null;
}

function namesPrice(param: ItemParam): boolean {
  return param.price !== undefined || param.plan !== undefined || param.price_data !== undefined;
}

function itemDiscounts(
  tx: Tx,
  options: { param: ItemParam; name: string; customer: string; item: string; before: readonly string[] },
): string[] {
  const { param, name, customer, item, before } = options;
  if (param.discounts === undefined) return [...before];
  if (param.discounts === '') return [];
  if (param.discounts === null || param.discounts.length === 0) return [...before];
  const owner = { customer, subscription_item: item };
  return takeDiscounts(tx, param.discounts, { customer, param: `${name}[discounts]`, owner });
}

function changedItem(
  tx: Tx,
  { item, param, name, customer }: { item: Stripe.SubscriptionItem; param: ItemParam; name: string; customer: string },
): Stripe.SubscriptionItem {
  const price = namesPrice(param) ? recurringPrice(tx, { choice: param, param: name }) : null;
  // A new price without a quantity counts from one again.
  const given = price ? param.quantity : (param.quantity ?? item.quantity);
  const quantity = checkedQuantity(price ?? item.price, { quantity: given, param: `${name}[quantity]` });
  const { quantity: _old, ...rest } = item;
  return {
    ...rest,
    ...(price ? shownPrice(tx, price) : {}),
    ...(quantity === undefined ? {} : { quantity }),
    billing_thresholds: itemThresholds(item.billing_thresholds, {
      given: param.billing_thresholds,
      price: price ?? item.price,
      param: name,
    }),
    metadata: mergedMetadata(item.metadata, param.metadata),
    discounts: itemDiscounts(tx, {
      param,
      name,
      customer,
      item: item.id,
      before: item.discounts.map((discount) => idOf(discount)),
    }),
    ...(param.tax_rates === undefined
      ? {}
      : { tax_rates: taxRatesOf(tx, { ids: param.tax_rates, param: `${name}[tax_rates]` }) ?? [] }),
  };
}

function addedItem(
  tx: Tx,
  options: { subscription: Stripe.Subscription; param: ItemParam; name: string; anchor: Anchor; at: number },
): Stripe.SubscriptionItem {
  const { subscription, param, name, anchor, at } = options;
  const price = recurringPrice(tx, { choice: param, param: name });
  const trialEnd = subscription.status === 'trialing' ? subscription.trial_end : null;
  const period: Period =
    trialEnd !== null || !price.recurring
      ? { start: at, end: trialEnd ?? at }
      : periodAround(anchor, price.recurring, at);
  const item = newItem(tx, {
    subscription: subscription.id,
    price,
    quantity: checkedQuantity(price, { quantity: param.quantity, param: `${name}[quantity]` }),
    metadata: param.metadata,
    taxRates: taxRatesOf(tx, { ids: param.tax_rates, param: `${name}[tax_rates]` }),
    thresholds: itemThresholds(null, { given: param.billing_thresholds, price, param: name }),
    discounts: [],
    created: at,
    period,
  });
  const customer = idOf(subscription.customer);
  return { ...item, discounts: itemDiscounts(tx, { param, name, customer, item: item.id, before: [] }) };
}

/**
 * What `items` of an update make of a subscription's items. An entry with an `id` changes that item, one without adds one,
 * `deleted` removes; items that are not named stay.
 *
 * @throws StripeError when an item is not the subscription's, or none would be left.
 */
export function changeItems(
  tx: Tx,
  options: { subscription: Stripe.Subscription; params: readonly ItemParam[]; anchor: Anchor; at: number },
): ItemChange[] {
  const { subscription, params, anchor, at } = options;
  const customer = idOf(subscription.customer);
  const changes = new Map<string, ItemChange>(
    subscription.items.data.map((item) => [item.id, { before: item, after: item }]),
  );
  for (const [index, param] of params.entries()) {
    const name = `items[${index}]`;
    if (param.id === undefined) {
      const item = addedItem(tx, { subscription, param, name, anchor, at });
      changes.set(item.id, { before: null, after: item });
      continue;
    }
    const change = changes.get(param.id);
    if (!change?.before) throw missing('subscription_item', param.id, `${name}[id]`);
    const after = param.deleted ? null : changedItem(tx, { item: change.before, param, name, customer });
    changes.set(param.id, { before: change.before, after });
  }
  const result = [...changes.values()];
  if (result.every(({ after }) => after === null)) {
    throw invalidRequest({ message: 'A subscription must have at least one active plan.', param: 'items' });
  }
  return result;
}

/** Whether a change makes prorations: another price or quantity, or an item that comes or goes. */
export function isRepriced({ before, after }: ItemChange): boolean {
  return before?.price.id !== after?.price.id || before?.quantity !== after?.quantity;
}
