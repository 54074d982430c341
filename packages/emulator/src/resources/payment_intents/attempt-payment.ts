import type Stripe from 'stripe';
import type { CardDecline } from '../../cards/card-outcome.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import { newCharge } from '../charges/new-charge.ts';
import type { ThreeDSecure } from '../charges/new-charge.ts';
import { giveToCustomer } from '../payment_methods/attach-payment-method.ts';
import { spendPaymentMethod } from '../payment_methods/spend-payment-method.ts';
import { tellFollowers } from './followers.ts';
import { isHeld, usageOf } from './method-options.ts';
import { lastPaymentError } from './payment-error.ts';

export interface PaymentAttempt {
  paymentIntent: Stripe.PaymentIntent;
  paymentMethod: Stripe.PaymentMethod;
  decline: CardDecline | null;
  threeDSecure: ThreeDSecure | null;
  offSession: boolean;
}

/** Asks the bank, and writes its answer to charge, intent and payment method. */
export function attemptPayment(tx: Tx, attempt: PaymentAttempt): Stripe.PaymentIntent {
  return attempt.decline ? paymentDeclined(tx, attempt, attempt.decline) : paymentAccepted(tx, attempt);
}

function paymentDeclined(tx: Tx, attempt: PaymentAttempt, decline: CardDecline): Stripe.PaymentIntent {
  const { paymentIntent, paymentMethod } = attempt;
  const charge = newCharge(tx, attempt);
  return failPayment(tx, {
    paymentIntent,
    charge: charge.id,
    error: lastPaymentError(decline, { charge: charge.id, paymentMethod }),
  });
}

/** Back to needing a payment method, with the reason. */
export function failPayment(
  tx: Tx,
  {
    paymentIntent,
    error,
    charge,
  }: { paymentIntent: Stripe.PaymentIntent; error: Stripe.PaymentIntent.LastPaymentError; charge?: string },
): Stripe.PaymentIntent {
  const failed = tx.update('payment_intent', paymentIntent.id, {
    last_payment_error: error,
    ...(charge === undefined ? {} : { latest_charge: charge }),
    next_action: null,
    payment_method: null,
    status: 'requires_payment_method',
  });
  tx.emit('payment_intent.payment_failed', failed);
  return tellFollowers(tx, failed);
}

function paymentAccepted(tx: Tx, attempt: PaymentAttempt): Stripe.PaymentIntent {
  const { paymentIntent, paymentMethod } = attempt;
  const held = isHeld(paymentIntent, 'card');
  const terms: Stripe.PaymentIntent = held ? { ...paymentIntent, capture_method: 'manual' } : paymentIntent;
  const asked = held ? terms.payment_method_options?.card : undefined;
  const charge = newCharge(tx, {
    ...attempt,
    paymentIntent: terms,
    isIncrementable: asked?.request_incremental_authorization === 'if_available',
    asksForParts: asked?.request_multicapture === 'if_available',
  });
  const accepted = tx.update('payment_intent', paymentIntent.id, {
    amount_capturable: held ? paymentIntent.amount : 0,
    amount_received: held ? 0 : paymentIntent.amount,
    last_payment_error: null,
    latest_charge: charge.id,
    next_action: null,
    payment_method: paymentMethod.id,
    status: held ? 'requires_capture' : 'succeeded',
  });
  tx.emit(held ? 'payment_intent.amount_capturable_updated' : 'payment_intent.succeeded', accepted);
  keepPaymentMethod(tx, attempt);
  if (usageOf(paymentIntent, 'card') === 'off_session' && !attempt.offSession)
    tx.update('_card', paymentMethod.id, { is_set_up: true });
  return tellFollowers(tx, accepted);
}

/** Saved for later if the intent says so; a payment method that nobody keeps has been used once and for all. */
export function keepPaymentMethod(
  tx: Tx,
  { paymentIntent, paymentMethod }: Pick<PaymentAttempt, 'paymentIntent' | 'paymentMethod'>,
): void {
  const customer = idOf(paymentIntent.customer);
  const usage = usageOf(paymentIntent, paymentMethod.type);
  if (paymentMethod.customer !== null) return;
  if (usage === null) spendPaymentMethod(tx, paymentMethod);
  else if (customer !== null) giveToCustomer(tx, paymentMethod, customer);
}
