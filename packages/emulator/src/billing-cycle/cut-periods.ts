// A subscription that is to end inside a period: the period ends with it, and the time after it is not owed.
import type Stripe from 'stripe';
import type { Tx } from '../kernel/tx.ts';
import { discountsOf } from './amount-invoice.ts';
import { subscriptionDiscounts } from './discount-ends.ts';
import { planProrations, type ProrationPlan } from './plan-prorations.ts';

type Item = Stripe.SubscriptionItem;

/** The items with no period that goes on after the end. */
export function cutItems(items: readonly Item[], end: number): Item[] {
  return items.map((item) => (item.current_period_end > end ? { ...item, current_period_end: end } : item));
}

/**
 * What a planned end gives back of periods that are billed already; null when it lies in none of them.
 *
 * @param subscription With its items as they are to be, their debits on record.
 */
export function planCut(
  tx: Tx,
  { subscription, end }: { subscription: Stripe.Subscription; end: number },
): (ProrationPlan & { items: Item[] }) | null {
  const items = subscription.items.data;
  const isBilled = ['active', 'past_due', 'unpaid'].includes(subscription.status);
  const cut = items.filter((item) => item.current_period_start < end && end < item.current_period_end);
  if (!isBilled || cut.length === 0) return null;
  const plan = planProrations(tx, {
    subscription,
    changes: cut.map((before) => ({ before, after: null })),
    items: [],
    at: end,
    resets: false,
    debitsNewPeriod: false,
    discounts: discountsOf(tx, subscriptionDiscounts(tx, { subscription, at: tx.now(subscription) })),
  });
  return { ...plan, items: cutItems(items, end) };
}
