import type Stripe from 'stripe';
import type { Tx } from '../../kernel/tx.ts';

type Follower = (tx: Tx, paymentMethod: Stripe.PaymentMethod, customer: string) => void;

const followers: Follower[] = [];

/** Called by resources/reactions.ts, which says who follows. */
export function followDetachments(follower: Follower): void {
  followers.push(follower);
}

/** Tells what was paid with a customer's payment method, in the same transaction, that it needs another. */
export function tellOfDetachment(tx: Tx, paymentMethod: Stripe.PaymentMethod, customer: string): void {
  for (const follow of followers) follow(tx, paymentMethod, customer);
}
