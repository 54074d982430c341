import type Stripe from 'stripe';
import type { Tx } from '../../kernel/tx.ts';

/** Who must know, in the same transaction, when a setup intent's status changed by any road; see payment_intents/followers.ts. */
export const setupIntentFollowers: readonly ((tx: Tx, setupIntent: Stripe.SetupIntent) => void)[] = [];

export function tellFollowers(tx: Tx, setupIntent: Stripe.SetupIntent): Stripe.SetupIntent {
  for (const follow of setupIntentFollowers) follow(tx, setupIntent);
  return tx.get('setup_intent', setupIntent.id);
}
