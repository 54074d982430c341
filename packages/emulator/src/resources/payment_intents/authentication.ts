import type Stripe from 'stripe';
import { invalidRequest } from '../../kernel/errors.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import { cardOf } from '../payment_methods/card-facts.ts';
import { completeSetupAuthentication } from '../setup_intents/attempt-setup.ts';
import type { ThreeDSecure } from '../charges/new-charge.ts';
import { attemptPayment, failPayment } from './attempt-payment.ts';
import { authenticated } from './authentication-rule.ts';
import { isAwaitingProof } from './verify-microdeposits.ts';
import { authenticationError } from './payment-error.ts';

/** What the person did on the bank's page. */
export type AuthenticationOutcome = 'authenticated' | 'failed' | 'canceled';

/** An authentication that succeeded, and waits for the merchant's server to confirm the payment once more. */
export interface KeptAuthentication {
  /** The payment intent's id. */
  id: string;
  object: '_authentication';
  payment_method: string;
  threeDSecure: ThreeDSecure;
}

declare module '../../kernel/objects.ts' {
  interface StripeObjects {
    _authentication: KeptAuthentication;
  }
}

/** Where the customer authenticates: a page of this server. */
export function authenticationUrl(tx: Tx, intent: string): string {
  return tx.url(`/3ds/${intent}`);
}

/** How the integration gets the customer there: by a redirect if it gave a way back, else through Stripe.js. */
export function authenticationAction(
  tx: Tx,
  intent: string,
  returnUrl: string | null,
): Stripe.PaymentIntent.NextAction & Stripe.SetupIntent.NextAction {
  const url = authenticationUrl(tx, intent);
  if (returnUrl !== null) return { redirect_to_url: { return_url: returnUrl, url }, type: 'redirect_to_url' };
  return {
    type: 'use_stripe_sdk',
    use_stripe_sdk: { type: 'three_d_secure_redirect', stripe_js: url, source: intent },
  };
}

/**
 * The bank's answer after its page: the payment goes on, or the intent needs another card.
 *
 * @param intent `pi_…` or `seti_…` in `requires_action`.
 * @throws StripeError `payment_intent_unexpected_state` (or of a set-up) when nobody is asked to authenticate.
 */
export function completeAuthentication(
  tx: Tx,
  { intent, outcome }: { intent: string; outcome: AuthenticationOutcome },
): Stripe.PaymentIntent | Stripe.SetupIntent {
  if (intent.startsWith('seti_')) return completeSetupAuthentication(tx, { setupIntent: intent, outcome });
  const paymentIntent = tx.get('payment_intent', intent);
  const method = idOf(paymentIntent.payment_method);
  // An account that is to be proved has no page of a bank.
  const isAsked = paymentIntent.status === 'requires_action' && !isAwaitingProof(paymentIntent);
  if (!isAsked || method === null) {
    const message = `The PaymentIntent ${intent} does not wait for authentication: its status is ${paymentIntent.status}.`;
    throw invalidRequest({ code: 'payment_intent_unexpected_state', message });
  }
  const paymentMethod = tx.get('payment_method', method);
  if (outcome !== 'authenticated') {
    const error = authenticationError('payment_intent_authentication_failure', paymentMethod);
    return failPayment(tx, { paymentIntent, error });
  }
  const threeDSecure = authenticated('challenge', tx.newId('3ds'));
  if (paymentIntent.confirmation_method === 'manual') {
    return awaitConfirmation(tx, { paymentIntent, paymentMethod, threeDSecure });
  }
  return attemptPayment(tx, {
    paymentIntent,
    paymentMethod,
    decline: cardOf(tx, paymentMethod).testCard.behavior.decline,
    threeDSecure,
    // The customer is there, whoever started the payment.
    offSession: false,
  });
}

/**
 * With `confirmation_method=manual` every attempt to pay is the server's. No event tells of it.
 *
 * @see https://docs.stripe.com/payments/finalize-payments-on-the-server
 */
function awaitConfirmation(
  tx: Tx,
  options: { paymentIntent: Stripe.PaymentIntent; paymentMethod: Stripe.PaymentMethod; threeDSecure: ThreeDSecure },
): Stripe.PaymentIntent {
  const { paymentIntent, paymentMethod, threeDSecure } = options;
  tx.insert('_authentication', {
    id: paymentIntent.id,
    object: '_authentication',
    payment_method: paymentMethod.id,
    threeDSecure,
  });
  return tx.update('payment_intent', paymentIntent.id, { next_action: null, status: 'requires_confirmation' });
}

/** What the customer proved for this payment already, with this card. It counts once. */
export function spendAuthentication(
  tx: Tx,
  { intent, paymentMethod }: { intent: string; paymentMethod: string },
): ThreeDSecure | null {
  const kept = tx.find('_authentication', intent);
  if (!kept) return null;
  tx.remove('_authentication', intent);
  return kept.payment_method === paymentMethod ? kept.threeDSecure : null;
}
