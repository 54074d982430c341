import type Stripe from 'stripe';
import { idOf } from '../kernel/objects.ts';
import type { Tx } from '../kernel/tx.ts';
import { followSubscription } from '../resources/entitlements/follow-subscription.ts';
import { endSubscription } from './end-subscription.ts';
import { methodForCustomer } from './method-for-invoice.ts';
import { renewSubscription } from './renew-subscription.ts';

function pauseForMethod(tx: Tx, subscription: Stripe.Subscription): void {
  const paused = tx.update('subscription', subscription.id, {
    status: 'paused',
    status_details: {
      paused: {
        subscription: { type: 'trial_end_without_payment_method' },
        transitioned_at: tx.now(subscription),
        type: 'subscription',
      },
    },
  });
  tx.update('_subscription', subscription.id, { announceAt: null, remindAt: null });
  tx.emit('customer.subscription.paused', paused);
  tx.emit('customer.subscription.updated', paused, subscription);
  followSubscription(tx, paused);
}

/**
 * A trial is over: the first real period begins with a draft invoice; without a payment method the subscription may end or
 * pause instead, as its `trial_settings` say.
 */
export function endTrial(tx: Tx, subscription: Stripe.Subscription): void {
  const customer = idOf(subscription.customer);
  const hasMethod = methodForCustomer(tx, { customer, subscription }) !== null;
  const isBilled = hasMethod || subscription.collection_method === 'send_invoice';
  const otherwise = subscription.trial_settings?.end_behavior.missing_payment_method ?? 'create_invoice';
  if (!isBilled && otherwise === 'cancel') {
    endSubscription(tx, { subscription, reason: null });
  } else if (!isBilled && otherwise === 'pause') {
    pauseForMethod(tx, subscription);
  } else {
    renewSubscription(tx, { subscription, at: tx.now(subscription), status: 'active' });
  }
}
