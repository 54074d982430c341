import type Stripe from 'stripe';
import { declines } from '../../cards/card-outcome.ts';
import { cardError, invalidRequest } from '../../kernel/errors.ts';
import type { StripeError } from '../../kernel/errors.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Reference } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import { authenticationAction } from '../payment_intents/authentication.ts';
import { authenticated, authenticationNeed } from '../payment_intents/authentication-rule.ts';
import { checkOwner } from '../payment_intents/new-payment-intent.ts';
import { adviceIn, lastPaymentError } from '../payment_intents/payment-error.ts';
import { mandateFor } from '../mandates/mandate-for.ts';
import type { MandateData } from '../mandates/new-mandate.ts';
import { bankAccountOf, isBankDebit } from '../payment_methods/bank-account-facts.ts';
import { verificationAction } from '../payment_methods/microdeposits.ts';
import { cardOf } from '../payment_methods/card-facts.ts';
import { usablePaymentMethod } from '../payment_methods/new-payment-method.ts';
import { attemptSetup, failSetup } from './attempt-setup.ts';
import { tellFollowers } from './followers.ts';
import { setupTypesOf } from './new-setup-intent.ts';

export interface SetupConfirmation {
  setupIntent: string | { id: string };
  paymentMethod?: Reference;
  returnUrl?: string | null;
  /** What the customer agreed to. */
  mandateData?: MandateData | undefined;
  /** The customer agreed on a page of Stripe's own. */
  impliesMandate?: boolean;
  /** The mandate is for one payment of this sum alone. */
  singleUse?: { amount: number; currency: string } | undefined;
}

/**
 * Tries to save the card.
 *
 * @returns The intent in its new state; `error` is the 402 that an API call answers for a declined card.
 * @throws StripeError `setup_intent_unexpected_state`, or a payment method of somebody else.
 */
export function confirmSetupIntent(
  tx: Tx,
  confirmation: SetupConfirmation,
): { setupIntent: Stripe.SetupIntent; error: StripeError | null } {
  const before = tx.get('setup_intent', confirmation.setupIntent);
  // Without a payment method that is what is said, whatever became of the intent.
  const method = idOf(confirmation.paymentMethod) ?? idOf(before.payment_method);
  if (method === null) throw withoutMethod();
  refuseSettled(before);
  const paymentMethod = methodOf(tx, before, method);
  const setupIntent = tx.update('setup_intent', before.id, {
    last_setup_error: null,
    next_action: null,
    payment_method: paymentMethod.id,
    payment_method_types: setupTypesOf(tx, before, paymentMethod),
    ...mandatesOf(tx, { before, paymentMethod, confirmation }),
  });
  const attempt = { setupIntent, paymentMethod, returnUrl: confirmation.returnUrl ?? null };
  const result = isBankDebit(paymentMethod) ? tryBank(tx, attempt) : tryCard(tx, attempt);
  return { setupIntent: result, error: refusalOf(tx, result) };
}

const confirmable = ['requires_payment_method', 'requires_confirmation', 'requires_action'];

interface Attempt {
  setupIntent: Stripe.SetupIntent;
  paymentMethod: Stripe.PaymentMethod;
  returnUrl: string | null;
}

/** The mandate that the set-up leaves: for whatever comes, or for one payment. */
function mandatesOf(
  tx: Tx,
  options: { before: Stripe.SetupIntent; paymentMethod: Stripe.PaymentMethod; confirmation: SetupConfirmation },
): Pick<Stripe.SetupIntent, 'mandate' | 'single_use_mandate'> {
  const { before, paymentMethod, confirmation } = options;
  const { mandateData: data, singleUse, impliesMandate: isImplied } = confirmation;
  const mandate = mandateFor(tx, { intent: before, paymentMethod, data, singleUse, isImplied });
  return singleUse ? { mandate: null, single_use_mandate: mandate } : { mandate, single_use_mandate: null };
}

function tryBank(tx: Tx, { setupIntent, paymentMethod }: Attempt): Stripe.SetupIntent {
  if (bankAccountOf(tx, paymentMethod).is_verified) {
    return attemptSetup(tx, { setupIntent, paymentMethod, threeDSecure: null });
  }
  return awaitAction(tx, setupIntent, verificationAction(tx, setupIntent));
}

function tryCard(tx: Tx, { setupIntent, paymentMethod, returnUrl }: Attempt): Stripe.SetupIntent {
  const card = cardOf(tx, paymentMethod);
  const requested = setupIntent.payment_method_options?.card?.request_three_d_secure;
  const isRequested = requested === 'any' || requested === 'challenge';
  // A card that counts as set up has nothing to prove; any other is proved with the customer present.
  const isProved = card.testCard.behavior.authentication === 'already_set_up';
  const need = authenticationNeed(card, { offSession: isProved, isRequested });
  if (need === 'look_up_fails') {
    const error = lastPaymentError(declines.generic_decline, { paymentMethod });
    return failSetup(tx, { setupIntent, paymentMethod, threeDSecure: null }, error);
  }
  if (need !== 'challenge') {
    const threeDSecure = need === 'frictionless' ? authenticated('frictionless', tx.newId('3ds')) : null;
    return attemptSetup(tx, { setupIntent, paymentMethod, threeDSecure });
  }
  return awaitAction(tx, setupIntent, authenticationAction(tx, setupIntent.id, returnUrl));
}

function awaitAction(
  tx: Tx,
  setupIntent: Stripe.SetupIntent,
  next_action: Stripe.SetupIntent.NextAction,
): Stripe.SetupIntent {
  const waiting = tx.update('setup_intent', setupIntent.id, { next_action, status: 'requires_action' });
  tx.emit('setup_intent.requires_action', waiting);
  return tellFollowers(tx, waiting);
}

function refusalOf(tx: Tx, setupIntent: Stripe.SetupIntent): StripeError | null {
  const error = setupIntent.last_setup_error;
  if (!error) return null;
  return cardError({
    code: error.code ?? 'card_declined',
    declineCode: error.decline_code,
    message: error.message ?? '',
    param: error.param,
    setupIntent: tx.render('setup_intent', setupIntent),
    paymentMethod: error.payment_method,
    fields: adviceIn(error),
  });
}

function withoutMethod(): StripeError {
  const message =
    "You cannot confirm this SetupIntent because it's missing a payment method. You can either update the SetupIntent with a payment method and then confirm it again, or confirm it again directly with a payment method or ConfirmationToken.";
  return invalidRequest({ code: 'setup_intent_unexpected_state', message });
}

function refuseSettled({ status }: Stripe.SetupIntent): void {
  if (confirmable.includes(status)) return;
  const why =
    status === 'succeeded'
      ? 'it has already succeeded'
      : status === 'canceled'
        ? 'it has been canceled'
        : `it has a status of ${status}`;
  const message = `You cannot confirm this SetupIntent because ${why}.`;
  throw invalidRequest({ code: 'setup_intent_unexpected_state', message });
}

function methodOf(tx: Tx, setupIntent: Stripe.SetupIntent, reference: string): Stripe.PaymentMethod {
  const customer = idOf(setupIntent.customer);
  const paymentMethod = usablePaymentMethod(tx, reference, { param: 'payment_method', customer });
  checkOwner(paymentMethod, customer, 'SetupIntent');
  return paymentMethod;
}
