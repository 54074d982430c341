import type Stripe from 'stripe';
import type { Tx } from '../../kernel/tx.ts';

type Follower = (tx: Tx, paymentMethod: Stripe.PaymentMethod, customer: string) => void;
type ChangeFollower = (tx: Tx, paymentMethod: Stripe.PaymentMethod) => void;

const followers: Follower[] = [];
const changeFollowers: ChangeFollower[] = [];

/** Called by resources/reactions.ts, which says who follows. */
export function followDetachments(follower: Follower): void {
  followers.push(follower);
}

/** Called by resources/reactions.ts, which says who follows. */
export function followMethodChanges(follower: ChangeFollower): void {
  changeFollowers.push(follower);
}

/** Tells what was paid with a customer's payment method, in the same transaction, that it needs another. */
export function tellOfDetachment(tx: Tx, paymentMethod: Stripe.PaymentMethod, customer: string): void {
  for (const follow of followers) follow(tx, paymentMethod, customer);
}

/** Tells what shows a payment method in other words that it changed. */
export function tellOfChange(tx: Tx, paymentMethod: Stripe.PaymentMethod): void {
  for (const follow of changeFollowers) follow(tx, paymentMethod);
}
