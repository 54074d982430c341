// A phase begins: its subscription gets the phase's items.
import type Stripe from 'stripe';
import { idOf } from '../../kernel/objects.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import type { Tx } from '../../kernel/tx.ts';
import { newItem, shownPrice } from '../subscription_items/new-item.ts';
import { itemList, keepItems } from '../subscriptions/keep-items.ts';
import { changeWholeSubscription } from '../subscriptions/update-subscription.ts';

type Phase = Stripe.SubscriptionSchedule.Phase;
type Item = Stripe.SubscriptionItem;

interface Match {
  wanted: Phase['items'][number];
  /** The item that goes on as this one; null when it is new. */
  item: Item | null;
}

/** Which item becomes which: one of the same price, else one whose price is not wanted any more. */
function matchItems(items: readonly Item[], wanted: Phase['items']): Match[] {
  const left = new Set(items);
  const take = (accepts: (item: Item) => boolean): Item | null => {
    const found = [...left].find(accepts) ?? null;
    if (found) left.delete(found);
    return found;
  };
  const same = wanted.map((each) => take((item) => item.price.id === idOf(each.price)));
  return wanted.map((each, index) => ({ wanted: each, item: same[index] ?? take(() => true) }));
}

function updateItems(items: readonly Item[], matches: readonly Match[]): Stripe.SubscriptionUpdateParams.Item[] {
  const kept = new Set(matches.map(({ item }) => item?.id));
  const changed = matches.map(({ wanted, item }) => ({
    ...(item ? { id: item.id } : {}),
    price: idOf(wanted.price),
    ...(wanted.quantity === undefined ? {} : { quantity: wanted.quantity }),
  }));
  const gone = items.filter((item) => !kept.has(item.id)).map((item) => ({ id: item.id, deleted: true }));
  return [...changed, ...gone];
}

/** What a phase writes besides items. */
function phaseParams(phase: Phase): Stripe.SubscriptionUpdateParams {
  const method = idOf(phase.default_payment_method);
  const discounts = phase.discounts.map(({ coupon, discount, promotion_code: code }) => ({
    ...(coupon === null ? {} : { coupon: idOf(coupon) }),
    ...(discount === null ? {} : { discount: idOf(discount) }),
    ...(code === null ? {} : { promotion_code: idOf(code) }),
  }));
  return {
    ...(phase.metadata && Object.keys(phase.metadata).length > 0
      ? { metadata: phase.metadata as Stripe.MetadataParam }
      : {}),
    ...(method === null ? {} : { default_payment_method: method }),
    ...(discounts.length > 0 ? { discounts } : {}),
  };
}

/** In the middle of a period: prorated as the phase says. */
export function enterPhase(
  tx: Tx,
  { subscription, phase }: { subscription: Stripe.Subscription; phase: Phase },
): Stripe.Subscription {
  const items = subscription.items.data;
  return changeWholeSubscription(tx, {
    id: subscription.id,
    params: {
      ...phaseParams(phase),
      items: updateItems(items, matchItems(items, phase.items)),
      proration_behavior: phase.proration_behavior,
    },
  });
}

/**
 * At the end of a period: the items change before the renewal bills them, so that there is nothing to prorate. No event: the
 * renewal sends one for both.
 */
export function enterPhaseAtRenewal(
  tx: Tx,
  { subscription, phase }: { subscription: Stripe.Subscription; phase: Phase },
): Stripe.Subscription {
  const { id } = subscription;
  const at = tx.now(subscription);
  const items = matchItems(subscription.items.data, phase.items).map(({ wanted, item }): Item => {
    const price = tx.get('price', idOf(wanted.price));
    const rates = wanted.tax_rates ?? [];
    const start = subscription.items.data[0]?.current_period_start ?? at;
    const quantity = wanted.quantity;
    if (!item) {
      const period = { start, end: at };
      return newItem(tx, { subscription: id, price, quantity, taxRates: rates, discounts: [], created: at, period });
    }
    const { quantity: _old, ...rest } = item;
    return {
      ...rest,
      ...shownPrice(tx, price),
      ...(quantity === undefined ? {} : { quantity }),
      ...(rates.length > 0 ? { tax_rates: rates } : {}),
    };
  });
  keepItems(tx, { subscription: id, items });
  const method = idOf(phase.default_payment_method);
  return tx.update('subscription', id, {
    items: itemList(id, items),
    metadata: mergedMetadata(subscription.metadata, phase.metadata ?? undefined),
    ...(method === null ? {} : { default_payment_method: method }),
  });
}
