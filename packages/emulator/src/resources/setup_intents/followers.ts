import type Stripe from 'stripe';
import { setupIntentChanged } from '../../billing-cycle/setup-intent-changed.ts';
import type { Tx } from '../../kernel/tx.ts';

/** Tells who must know that a setup intent's status changed by any road; as payment_intents/followers.ts does. */
export function tellFollowers(tx: Tx, setupIntent: Stripe.SetupIntent): Stripe.SetupIntent {
  setupIntentChanged(tx, setupIntent);
  return tx.get('setup_intent', setupIntent.id);
}
