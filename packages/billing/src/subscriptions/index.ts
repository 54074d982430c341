import type { SubscriptionRow } from './table.ts';

declare module '../kernel/changes.ts' {
  interface Changes {
    'subscription.changed': { before: SubscriptionRow | undefined; after: SubscriptionRow };
  }
}

export { isCancelling, isOver, livePlanSubscriptions, planSubscription } from './plan-subscription.ts';
export { refreshSubscription, refreshSubscriptionsOfCustomer } from './projection.ts';
export { subscription, subscriptionsOfUser, type SubscriptionRow } from './table.ts';
