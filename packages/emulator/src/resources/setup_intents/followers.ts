import type Stripe from 'stripe';
import type { Tx } from '../../kernel/tx.ts';

type Follower = (tx: Tx, setupIntent: Stripe.SetupIntent) => void;

const followers: Follower[] = [];

/** Called by resources/reactions.ts, which says who follows. */
export function followSetupIntents(follower: Follower): void {
  followers.push(follower);
}

/** Tells who must know that a setup intent's status changed by any road; as payment_intents/followers.ts does. */
export function tellFollowers(tx: Tx, setupIntent: Stripe.SetupIntent): Stripe.SetupIntent {
  for (const follow of followers) follow(tx, setupIntent);
  return tx.get('setup_intent', setupIntent.id);
}
