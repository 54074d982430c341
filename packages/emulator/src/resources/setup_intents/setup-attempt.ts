import type Stripe from 'stripe';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import { answeredChecks, cardOf } from '../payment_methods/card-facts.ts';
import type { SetupTry } from './attempt-setup.ts';

/** What became of one confirmation of a setup intent. */
export function newSetupAttempt(
  tx: Tx,
  {
    setupIntent,
    paymentMethod,
    threeDSecure,
    status,
    error,
  }: SetupTry & { status: string; error: Stripe.SetupIntent.LastSetupError | null },
): Stripe.SetupAttempt {
  return tx.insert('setup_attempt', {
    id: tx.newId('setatt'),
    object: 'setup_attempt',
    application: null,
    created: tx.now(setupIntent),
    customer: idOf(setupIntent.customer),
    customer_account: null,
    flow_directions: null,
    livemode: false,
    on_behalf_of: null,
    payment_method: paymentMethod.id,
    payment_method_details:
      paymentMethod.type === 'card'
        ? cardDetails(tx, paymentMethod, threeDSecure)
        : { [paymentMethod.type]: {}, type: paymentMethod.type },
    setup_error: error,
    setup_intent: setupIntent.id,
    status,
    usage: setupIntent.usage,
  });
}

function cardDetails(
  tx: Tx,
  paymentMethod: Stripe.PaymentMethod,
  threeDSecure: SetupTry['threeDSecure'],
): Stripe.SetupAttempt.PaymentMethodDetails {
  const card = cardOf(tx, paymentMethod);
  const { testCard } = card;
  return {
    card: {
      brand: testCard.brand,
      checks: answeredChecks(paymentMethod, card),
      country: testCard.country,
      exp_month: paymentMethod.card?.exp_month ?? null,
      exp_year: paymentMethod.card?.exp_year ?? null,
      fingerprint: paymentMethod.card?.fingerprint ?? null,
      funding: testCard.funding,
      last4: paymentMethod.card?.last4 ?? null,
      network: testCard.brand,
      three_d_secure: threeDSecure,
      wallet: null,
    },
    type: 'card',
  };
}
