import type Stripe from 'stripe';
import { idOf } from '../kernel/objects.ts';
import type { Tx } from '../kernel/tx.ts';
import { changeSubscription } from './subscription-status.ts';

/** A trial's `pending_setup_intent` that succeeded gives the subscription its payment method. */
export function setupIntentChanged(tx: Tx, intent: Stripe.SetupIntent): void {
  if (intent.status !== 'succeeded') return;
  const [subscription] = tx.list('subscription', { pending_setup_intent: intent.id });
  if (!subscription) return;
  changeSubscription(tx, subscription, {
    pending_setup_intent: null,
    default_payment_method: subscription.default_payment_method ?? idOf(intent.payment_method),
  });
}
