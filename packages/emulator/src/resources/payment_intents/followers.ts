import type Stripe from 'stripe';
import type { Tx } from '../../kernel/tx.ts';

/**
 * Who must know, in the same transaction, when a payment intent's status changed by any road: confirmation, the outcome
 * of an authentication, capture, cancellation (an invoice is paid by it, a Checkout session completes). Each is an
 * `export function` of the folder it belongs to, named here; called after the intent's own events.
 */
export const paymentIntentFollowers: readonly ((tx: Tx, paymentIntent: Stripe.PaymentIntent) => void)[] = [];

export function tellFollowers(tx: Tx, paymentIntent: Stripe.PaymentIntent): Stripe.PaymentIntent {
  for (const follow of paymentIntentFollowers) follow(tx, paymentIntent);
  // A follower may have written to the intent itself.
  return tx.get('payment_intent', paymentIntent.id);
}
