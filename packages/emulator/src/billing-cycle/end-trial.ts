import type Stripe from 'stripe';
import { idOf } from '../kernel/objects.ts';
import type { Tx } from '../kernel/tx.ts';
import { followSubscription } from '../resources/entitlements/follow-subscription.ts';
import { endSubscription } from './end-subscription.ts';
import { methodForCustomer } from './method-for-invoice.ts';
import { renewSubscription } from './renew-subscription.ts';

interface TrialEnd {
  subscription: Stripe.Subscription;
  /** As it was before a schedule's phase, or a request, changed it together with the trial. */
  before: Stripe.Subscription;
}

function pauseForMethod(tx: Tx, { subscription, before }: TrialEnd): void {
  const at = tx.now(subscription);
  const paused = tx.update('subscription', subscription.id, {
    status: 'paused',
    status_details: {
      paused: {
        subscription: { type: 'trial_end_without_payment_method' },
        transitioned_at: at,
        type: 'subscription',
      },
    },
    trial_end: at,
  });
  tx.update('_subscription', subscription.id, { announceAt: null, remindAt: null });
  tx.emit('customer.subscription.paused', paused);
  tx.emit('customer.subscription.updated', paused, before);
  followSubscription(tx, paused);
}

/** What becomes of a trial that nobody can be charged for: `bill` makes the invoice all the same. */
export function afterTrial(tx: Tx, subscription: Stripe.Subscription): 'bill' | 'cancel' | 'pause' {
  const customer = idOf(subscription.customer);
  const hasMethod = methodForCustomer(tx, { customer, subscription }) !== null;
  if (hasMethod || subscription.collection_method === 'send_invoice') return 'bill';
  const otherwise = subscription.trial_settings?.end_behavior.missing_payment_method;
  if (otherwise === 'cancel') return 'cancel';
  return otherwise === 'pause' ? 'pause' : 'bill';
}

/** Asked for by name, a new cycle begins with the end of the trial whatever the anchor was. */
function anchored(tx: Tx, subscription: Stripe.Subscription): Stripe.Subscription {
  if (subscription.trial_settings?.end_behavior.billing_cycle_anchor !== 'now') return subscription;
  tx.update('_subscription', subscription.id, { anchorDay: null });
  return tx.update('subscription', subscription.id, { billing_cycle_anchor: tx.now(subscription) });
}

/**
 * A trial is over: the first real period begins with a draft invoice; without a payment method the subscription may end or
 * pause instead, as its `trial_settings` say.
 */
export function endTrial(tx: Tx, { subscription, before }: TrialEnd): void {
  const at = tx.now(subscription);
  const after = afterTrial(tx, subscription);
  if (after === 'cancel') endSubscription(tx, { subscription, reason: null });
  else if (after === 'pause') pauseForMethod(tx, { subscription, before });
  else renewSubscription(tx, { subscription: anchored(tx, subscription), at, status: 'active', before });
}
