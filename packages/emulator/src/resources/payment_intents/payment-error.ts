import type Stripe from 'stripe';
import { declineAdvice } from '../../cards/card-outcome.ts';
import type { CardDecline } from '../../cards/card-outcome.ts';
import { cardError, invalidRequest } from '../../kernel/errors.ts';
import type { StripeError } from '../../kernel/errors.ts';
import type { Tx } from '../../kernel/tx.ts';

/** Which field of the card the customer should look at. */
const params: Record<string, string> = { expired_card: 'exp_month', incorrect_cvc: 'cvc' };

/** The card's field that a decline is about; undefined when it is about none. */
export function fieldOfDecline({ code }: CardDecline): string | undefined {
  return params[code];
}

const docs = (code: string) => `https://stripe.com/docs/error-codes/${code.replaceAll('_', '-')}`;

/** A decline as the intent remembers it. */
export function lastPaymentError(
  decline: CardDecline,
  { charge, paymentMethod }: { charge?: string; paymentMethod: Stripe.PaymentMethod },
): Stripe.PaymentIntent.LastPaymentError {
  const param = fieldOfDecline(decline);
  return {
    ...(charge === undefined ? {} : { charge }),
    code: decline.code,
    decline_code: decline.declineCode,
    doc_url: docs(decline.code),
    message: decline.message,
    ...declineAdvice(decline),
    ...(param === undefined ? {} : { param }),
    payment_method: paymentMethod,
    type: 'card_error',
  };
}

const authenticationFailed =
  'We are unable to authenticate your payment method. Please choose a different payment method and try again.';

/** The customer did not pass, or broke off, the bank's challenge. */
export function authenticationError(
  code: 'payment_intent_authentication_failure' | 'setup_intent_authentication_failure',
  paymentMethod: Stripe.PaymentMethod,
): Stripe.PaymentIntent.LastPaymentError {
  return {
    code,
    doc_url: docs(code),
    message: authenticationFailed,
    payment_method: paymentMethod,
    type: 'invalid_request_error',
  };
}

/** What an intent's error says to do next, as a refusal repeats it. */
export function adviceIn({
  advice_code,
  network_decline_code,
}: Partial<Stripe.PaymentIntent.LastPaymentError>): Record<string, unknown> {
  return { advice_code, ...(network_decline_code === undefined ? {} : { network_decline_code }) };
}

/** A debit that came to nothing, as the intent remembers it. */
export function debitError(
  { code, message }: { code: string; message: string },
  { charge, paymentMethod }: { charge?: string; paymentMethod: Stripe.PaymentMethod },
): Stripe.PaymentIntent.LastPaymentError {
  return {
    ...(charge === undefined ? {} : { charge }),
    code: code as Stripe.PaymentIntent.LastPaymentError.Code,
    doc_url: docs(code),
    message,
    payment_method: paymentMethod,
    type: 'invalid_request_error',
  };
}

/** The refusal (402) that an operation answers for what the intent remembers; what was written stays. */
export function refusalOf(tx: Tx, paymentIntent: Stripe.PaymentIntent): StripeError | null {
  const error = paymentIntent.last_payment_error;
  if (!error) return null;
  const shown = { payment_intent: tx.render('payment_intent', paymentIntent), payment_method: error.payment_method };
  const message = error.message ?? '';
  if (error.type !== 'card_error') {
    return invalidRequest({ code: error.code, message, status: 402, fields: shown, keep: true });
  }
  return cardError({
    code: error.code ?? 'card_declined',
    declineCode: error.decline_code,
    message,
    param: error.param,
    charge: error.charge,
    paymentIntent: shown.payment_intent,
    paymentMethod: shown.payment_method,
    fields: adviceIn(error),
  });
}
