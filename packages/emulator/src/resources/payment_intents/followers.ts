import type Stripe from 'stripe';
import type { Tx } from '../../kernel/tx.ts';

type Follower = (tx: Tx, paymentIntent: Stripe.PaymentIntent) => void;

const followers: Follower[] = [];

/** Called by resources/reactions.ts, which says who follows. */
export function followPaymentIntents(follower: Follower): void {
  followers.push(follower);
}

/**
 * Tells who must know, in the same transaction, that a payment intent's status changed by any road: confirmation, the
 * outcome of an authentication, capture, cancellation. Comes after the intent's own events.
 *
 * @returns The intent, to which a follower may have written.
 */
export function tellFollowers(tx: Tx, paymentIntent: Stripe.PaymentIntent): Stripe.PaymentIntent {
  for (const follow of followers) follow(tx, paymentIntent);
  return tx.get('payment_intent', paymentIntent.id);
}
