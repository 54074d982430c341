import type Stripe from 'stripe';
import { scheduleNoticesDue, noticesWhenDue } from '../../billing-cycle/send-notices.ts';
import { subscriptionDue, subscriptionWhenDue } from '../../billing-cycle/subscription-due.ts';
import { isOver } from '../../billing-cycle/subscription-status.ts';
import { list, retrieve } from '../../kernel/read-operations.ts';
import { resource } from '../../kernel/resource.ts';
import { search } from '../../kernel/search.ts';
import type { Tx } from '../../kernel/tx.ts';
import { liveItem } from '../subscription_items/live-item.ts';
import { cancelSubscription } from './cancel-subscription.ts';
import { createSubscription } from './create-subscription.ts';
import { deleteSubscriptionDiscount } from './delete-subscription-discount.ts';
import { migrateSubscription } from './migrate-subscription.ts';
import { pauseSubscription } from './pause-subscription.ts';
import { resumeSubscription } from './resume-subscription.ts';
import { updateSubscription } from './update-subscription.ts';

type Range = number | { gt?: number; gte?: number; lt?: number; lte?: number } | undefined;

function isWithin(value: number, range: Range): boolean {
  if (range === undefined) return true;
  if (typeof range === 'number') return value === range;
  const { gt = -Infinity, gte = -Infinity, lt = Infinity, lte = Infinity } = range;
  return value > gt && value >= gte && value < lt && value <= lte;
}

/** Without a status, subscriptions that were cancelled are left out. */
function matchesStatus(subscription: Stripe.Subscription, status: Stripe.SubscriptionListParams['status']): boolean {
  if (status === undefined) return subscription.status !== 'canceled';
  if (status === 'all') return true;
  return status === 'ended' ? isOver(subscription) : subscription.status === status;
}

function matches(subscription: Stripe.Subscription, params: Stripe.SubscriptionListParams): boolean {
  const items = subscription.items.data;
  const price = params.price ?? params.plan;
  return (
    matchesStatus(subscription, params.status) &&
    (price === undefined || items.some((item) => item.price.id === price)) &&
    (params.automatic_tax === undefined || params.automatic_tax.enabled === subscription.automatic_tax.enabled) &&
    (params.current_period_start === undefined ||
      items.some((item) => isWithin(item.current_period_start, params.current_period_start))) &&
    (params.current_period_end === undefined ||
      items.some((item) => isWithin(item.current_period_end, params.current_period_end)))
  );
}

/**
 * With its items' prices as they are now. Of a subscription with one item Stripe still sends that item's plan and quantity, which its declarations no longer name.
 */
function shown(
  tx: Tx,
  subscription: Stripe.Subscription,
): Stripe.Subscription & { plan: Stripe.Plan | null; quantity: number | null } {
  const items = subscription.items.data.map((each) => liveItem(tx, each));
  const [item, ...others] = items;
  const only = others.length === 0 ? item : undefined;
  return {
    ...subscription,
    items: { ...subscription.items, data: items },
    plan: only?.plan ?? null,
    quantity: only?.quantity ?? null,
  };
}

/** https://docs.stripe.com/api/subscriptions */
export const subscriptions = resource('subscription', {
  indexes: ['customer', 'test_clock', 'pending_setup_intent'],
  operations: {
    'POST /v1/subscriptions': createSubscription,
    'GET /v1/subscriptions/:id': retrieve('subscription'),
    'POST /v1/subscriptions/:id': updateSubscription,
    'DELETE /v1/subscriptions/:id': cancelSubscription,
    'POST /v1/subscriptions/:id/pause': pauseSubscription,
    'POST /v1/subscriptions/:id/resume': resumeSubscription,
    'POST /v1/subscriptions/:id/migrate': migrateSubscription,
    'DELETE /v1/subscriptions/:id/discount': deleteSubscriptionDiscount,
    'GET /v1/subscriptions/search': search('subscription', ['canceled_at', 'created', 'status']),
    'GET /v1/subscriptions': list('subscription', {
      filter: ['customer', 'collection_method', 'test_clock'],
      accepts: (subscription, call) => matches(subscription, call.params),
    }),
  },
  render: shown,
  due: subscriptionDue,
  whenDue: subscriptionWhenDue,
});

export const subscriptionNotices = resource('_subscription', {
  due: scheduleNoticesDue,
  whenDue: noticesWhenDue,
});
