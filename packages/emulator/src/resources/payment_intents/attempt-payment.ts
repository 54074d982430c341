import type Stripe from 'stripe';
import type { CardDecline } from '../../cards/card-outcome.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import { newCharge } from '../charges/new-charge.ts';
import type { ThreeDSecure } from '../charges/new-charge.ts';
import { giveToCustomer } from '../payment_methods/attach-payment-method.ts';
import { tellFollowers } from './followers.ts';
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
  const charge = newCharge(tx, attempt);
  const isHeld = paymentIntent.capture_method === 'manual';
  const accepted = tx.update('payment_intent', paymentIntent.id, {
    amount_capturable: isHeld ? paymentIntent.amount : 0,
    amount_received: isHeld ? 0 : paymentIntent.amount,
    last_payment_error: null,
    latest_charge: charge.id,
    next_action: null,
    payment_method: paymentMethod.id,
    status: isHeld ? 'requires_capture' : 'succeeded',
  });
  tx.emit(isHeld ? 'payment_intent.amount_capturable_updated' : 'payment_intent.succeeded', accepted);
  keepPaymentMethod(tx, attempt);
  return tellFollowers(tx, accepted);
}

/** Saved for later if the intent says so; a card that nobody keeps has been used once and for all. */
function keepPaymentMethod(tx: Tx, { paymentIntent, paymentMethod, offSession }: PaymentAttempt): void {
  const customer = idOf(paymentIntent.customer);
  const usage = paymentIntent.setup_future_usage;
  if (paymentMethod.customer === null) {
    if (usage === null) tx.update('_card', paymentMethod.id, { is_spent: true });
    else if (customer !== null) giveToCustomer(tx, paymentMethod, customer);
  }
  if (usage === 'off_session' && !offSession) tx.update('_card', paymentMethod.id, { is_set_up: true });
}
