import type Stripe from 'stripe';
import { invalidRequest } from '../../kernel/errors.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import type { CardDecline } from '../../cards/card-outcome.ts';
import type { ThreeDSecure } from '../charges/new-charge.ts';
import type { AuthenticationOutcome } from '../payment_intents/authentication.ts';
import { authenticated } from '../payment_intents/authentication-rule.ts';
import { authenticationError, lastPaymentError } from '../payment_intents/payment-error.ts';
import { giveToCustomer } from '../payment_methods/attach-payment-method.ts';
import { cardOf } from '../payment_methods/card-facts.ts';
import { isAwaitingProof } from '../payment_intents/verify-microdeposits.ts';
import { tellFollowers } from './followers.ts';
import { newSetupAttempt } from './setup-attempt.ts';

export interface SetupTry {
  setupIntent: Stripe.SetupIntent;
  paymentMethod: Stripe.PaymentMethod;
  threeDSecure: ThreeDSecure | null;
}

/** Asks the bank whether the card is good, and saves it for the customer if so. */
export function attemptSetup(tx: Tx, attempt: SetupTry): Stripe.SetupIntent {
  const { setupIntent, paymentMethod } = attempt;
  const decline = refusalOfBank(tx, paymentMethod);
  if (decline) return failSetup(tx, attempt, lastPaymentError(decline, { paymentMethod }));
  const latest = newSetupAttempt(tx, { ...attempt, status: 'succeeded', error: null });
  const succeeded = tx.update('setup_intent', setupIntent.id, {
    last_setup_error: null,
    latest_attempt: latest.id,
    next_action: null,
    payment_method: paymentMethod.id,
    status: 'succeeded',
  });
  tx.emit('setup_intent.succeeded', succeeded);
  const customer = idOf(setupIntent.customer);
  if (paymentMethod.customer === null && customer !== null) giveToCustomer(tx, paymentMethod, customer);
  if (paymentMethod.type === 'card' && setupIntent.usage === 'off_session')
    tx.update('_card', paymentMethod.id, { is_set_up: true });
  return tellFollowers(tx, succeeded);
}

/** Why the bank refuses a card; an account was proved by its owner before. */
function refusalOfBank(tx: Tx, paymentMethod: Stripe.PaymentMethod): CardDecline | null {
  if (paymentMethod.type !== 'card') return null;
  const { decline, isAttachable } = cardOf(tx, paymentMethod).testCard.behavior;
  return isAttachable ? null : decline;
}

export function failSetup(tx: Tx, attempt: SetupTry, error: Stripe.SetupIntent.LastSetupError): Stripe.SetupIntent {
  const latest = newSetupAttempt(tx, { ...attempt, status: 'failed', error });
  const failed = tx.update('setup_intent', attempt.setupIntent.id, {
    last_setup_error: error,
    latest_attempt: latest.id,
    next_action: null,
    payment_method: null,
    status: 'requires_payment_method',
  });
  tx.emit('setup_intent.setup_failed', failed);
  return tellFollowers(tx, failed);
}

/** The bank's answer after its page; see `completeAuthentication`. */
export function completeSetupAuthentication(
  tx: Tx,
  { setupIntent: id, outcome }: { setupIntent: string; outcome: AuthenticationOutcome },
): Stripe.SetupIntent {
  const setupIntent = tx.get('setup_intent', id);
  const method = idOf(setupIntent.payment_method);
  const isAsked = setupIntent.status === 'requires_action' && !isAwaitingProof(setupIntent);
  if (!isAsked || method === null) {
    const message = `The SetupIntent ${id} does not wait for authentication: its status is ${setupIntent.status}.`;
    throw invalidRequest({ code: 'setup_intent_unexpected_state', message });
  }
  const paymentMethod = tx.get('payment_method', method);
  if (outcome !== 'authenticated') {
    const error = authenticationError('setup_intent_authentication_failure', paymentMethod);
    return failSetup(tx, { setupIntent, paymentMethod, threeDSecure: null }, error);
  }
  const threeDSecure = authenticated('challenge', tx.newId('3ds'));
  return attemptSetup(tx, { setupIntent, paymentMethod, threeDSecure });
}
