import type Stripe from 'stripe';
import { invalidRequest } from '../../kernel/errors.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Call, Params } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { setMandateStatus } from '../mandates/new-mandate.ts';
import { answerMicrodeposits } from '../payment_methods/microdeposits.ts';
import { failPayment } from './attempt-payment.ts';
import { checkClientSecret } from './client-secret.ts';
import { startDebit } from './debit-bank-account.ts';
import { debitError } from './payment-error.ts';

/**
 * The owner of a bank account tells what two small deposits were; then the account can be debited.
 *
 * @see https://docs.stripe.com/api/payment_intents/verify_microdeposits
 */
export function verifyMicrodeposits(
  tx: Tx,
  { path, params, request }: Call<Params<'POST /v1/payment_intents/:id/verify_microdeposits'>, 'id'>,
): Stripe.PaymentIntent {
  const paymentIntent = tx.get('payment_intent', path.id);
  checkClientSecret(paymentIntent, params, request);
  const paymentMethod = tx.find('payment_method', idOf(paymentIntent.payment_method));
  const debit = tx.find('_debit', paymentIntent.id);
  if (!isAwaitingProof(paymentIntent) || !paymentMethod || !debit) throw nothingToProve(paymentIntent);
  const result = answerMicrodeposits(tx, paymentMethod, params);
  if (result !== 'verified') {
    tx.remove('_debit', debit.id);
    return failPayment(tx, { paymentIntent, error: debitError(result, { paymentMethod }) });
  }
  if (debit.mandate !== null) setMandateStatus(tx, debit.mandate, 'active');
  return startDebit(tx, { debit, paymentIntent, paymentMethod });
}

export function isAwaitingProof({ next_action }: Stripe.PaymentIntent | Stripe.SetupIntent): boolean {
  return next_action?.type === 'verify_with_microdeposits';
}

export function nothingToProve(intent: Stripe.PaymentIntent | Stripe.SetupIntent): Error {
  const noun = intent.object === 'payment_intent' ? 'PaymentIntent' : 'SetupIntent';
  return invalidRequest({
    code: `${intent.object}_unexpected_state`,
    message: `You cannot verify microdeposits for this ${noun} because it does not require verification: it has a status of ${intent.status}.`,
  });
}
