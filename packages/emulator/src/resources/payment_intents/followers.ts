import type Stripe from 'stripe';
import { paymentIntentChanged } from '../../billing-cycle/payment-intent-changed.ts';
import type { Tx } from '../../kernel/tx.ts';

/**
 * Tells who must know, in the same transaction, that a payment intent's status changed by any road: confirmation, the
 * outcome of an authentication, capture, cancellation. Comes after the intent's own events.
 *
 * @returns The intent, to which a follower may have written.
 */
export function tellFollowers(tx: Tx, paymentIntent: Stripe.PaymentIntent): Stripe.PaymentIntent {
  paymentIntentChanged(tx, paymentIntent);
  return tx.get('payment_intent', paymentIntent.id);
}
