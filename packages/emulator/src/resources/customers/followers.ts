import type Stripe from 'stripe';
import type { Tx } from '../../kernel/tx.ts';

type Follower = (tx: Tx, customer: Stripe.Customer) => void;

const followers: Follower[] = [];

/** Called by resources/reactions.ts, which says who follows. */
export function followCustomerDeletions(follower: Follower): void {
  followers.push(follower);
}

/** Lets what belongs to a customer end, in the same transaction, before the customer is deleted. */
export function tellOfDeletion(tx: Tx, customer: Stripe.Customer): void {
  for (const follow of followers) follow(tx, customer);
}
