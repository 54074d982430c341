// A subscription gives what its items' products brought when the period began: what is attached to a product, or taken from
// it, in mid-period counts from the next period on.
import type Stripe from 'stripe';
import { idOf } from '../../kernel/objects.ts';
import { resource } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { entitle, holds } from './active-entitlements.ts';
import { featuresOf } from './product-features.ts';

interface GrantedItem {
  id: string;
  product: string;
  /** When the item's period began. */
  since: number;
  features: string[];
}

/** What a subscription brings in its present period. It has the subscription's id. */
interface GrantFacts {
  id: string;
  customer: string;
  gives: boolean;
  items: GrantedItem[];
}

declare module '../../kernel/objects.ts' {
  interface StripeObjects {
    _grant: GrantFacts;
  }
}

export const grantFacts = resource('_grant', { indexes: ['customer'] });

const givingStatuses: readonly Stripe.Subscription['status'][] = ['active', 'trialing', 'past_due'];
const finalStatuses: readonly Stripe.Subscription['status'][] = ['canceled', 'incomplete_expired'];

/** Lets a customer's entitlements follow a subscription that was just changed. Call it after the subscription's own events. */
export function followSubscription(tx: Tx, { id }: { id: string }): void {
  const subscription = tx.get('subscription', id);
  const customer = idOf(subscription.customer);
  keepGrant(tx, subscription);
  const giving = tx.list('_grant', { customer }).filter(({ gives }) => gives);
  const features = new Set(giving.reverse().flatMap(({ items }) => items.flatMap((item) => item.features)));
  entitle(tx, { customer, features });
}

function keepGrant(tx: Tx, subscription: Stripe.Subscription): void {
  const { id, status } = subscription;
  const before = tx.find('_grant', id);
  if (finalStatuses.includes(status)) {
    if (before) tx.remove('_grant', id);
    return;
  }
  const customer = idOf(subscription.customer);
  const gives = givingStatuses.includes(status);
  const items = subscription.items.data.map((item) => {
    const product = idOf(item.price.product);
    const known = before?.items.find((granted) => granted.id === item.id);
    if (known?.product === product && known.since === item.current_period_start) return known;
    return { id: item.id, product, since: item.current_period_start, features: broughtBy(tx, { product, customer }) };
  });
  if (!before) tx.insert('_grant', { id, customer, gives, items });
  else if (before.gives !== gives || isOther(before.items, items)) tx.update('_grant', id, { gives, items });
}

function isOther(before: readonly GrantedItem[], after: readonly GrantedItem[]): boolean {
  return before.length !== after.length || after.some((item, index) => item !== before[index]);
}

/** An archived feature is given to nobody anew, but who has it keeps it. */
function broughtBy(tx: Tx, { product, customer }: { product: string; customer: string }): string[] {
  const kept = featuresOf(tx, product).filter(({ id, active }) => active || holds(tx, { customer, feature: id }));
  return kept.map(({ id }) => id);
}
