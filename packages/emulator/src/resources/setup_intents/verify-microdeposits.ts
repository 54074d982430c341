import type Stripe from 'stripe';
import { idOf } from '../../kernel/objects.ts';
import type { Call, Params } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { setMandateStatus } from '../mandates/new-mandate.ts';
import { checkClientSecret } from '../payment_intents/client-secret.ts';
import { debitError } from '../payment_intents/payment-error.ts';
import { isAwaitingProof, nothingToProve } from '../payment_intents/verify-microdeposits.ts';
import { answerMicrodeposits } from '../payment_methods/microdeposits.ts';
import { attemptSetup, failSetup } from './attempt-setup.ts';

/** @see https://docs.stripe.com/api/setup_intents/verify_microdeposits */
export function verifyMicrodeposits(
  tx: Tx,
  { path, params, request }: Call<Params<'POST /v1/setup_intents/:id/verify_microdeposits'>, 'id'>,
): Stripe.SetupIntent {
  const setupIntent = tx.get('setup_intent', path.id);
  checkClientSecret(setupIntent, params, request);
  const paymentMethod = tx.find('payment_method', idOf(setupIntent.payment_method));
  if (!isAwaitingProof(setupIntent) || !paymentMethod) throw nothingToProve(setupIntent);
  const attempt = { setupIntent, paymentMethod, threeDSecure: null };
  const result = answerMicrodeposits(tx, paymentMethod, params);
  if (result !== 'verified') return failSetup(tx, attempt, debitError(result, { paymentMethod }));
  const mandate = idOf(setupIntent.mandate) ?? idOf(setupIntent.single_use_mandate);
  if (mandate !== null) setMandateStatus(tx, mandate, 'active');
  return attemptSetup(tx, attempt);
}
