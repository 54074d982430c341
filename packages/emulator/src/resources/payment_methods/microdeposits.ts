import type Stripe from 'stripe';
import { invalidRequest, missingParam } from '../../kernel/errors.ts';
import type { Tx } from '../../kernel/tx.ts';
import { bankAccountOf } from './bank-account-facts.ts';

export interface MicrodepositAnswer {
  amounts?: number[];
  descriptor_code?: string;
}

/** What became of the proof; a wrong answer that may be repeated is a refusal instead. */
export type MicrodepositResult = 'verified' | { code: string; message: string };

const attemptsExceeded = {
  code: 'payment_method_microdeposit_verification_attempts_exceeded',
  message: 'You have exceeded the number of allowed verification attempts.',
};
const timedOut = {
  code: 'payment_method_microdeposit_verification_timeout',
  message: 'Microdeposit verification timed out. Try again with another payment method.',
};

/** The deposits never came. */
export const depositsLost = {
  code: 'payment_method_microdeposit_failed',
  message: 'The microdeposits could not be sent to this bank account. Check its numbers and try again.',
};

/** What the answers of Stripe's test mode stand for. @see https://docs.stripe.com/testing#ach-direct-debit */
const results: readonly { amounts: string; code: string; result: MicrodepositResult }[] = [
  { amounts: '32,45', code: 'SM11AA', result: 'verified' },
  { amounts: '10,11', code: 'SM33CC', result: attemptsExceeded },
  { amounts: '40,41', code: 'SM44DD', result: timedOut },
];

const mostAttempts = 10;
const daySeconds = 86_400;

/** How the owner of a typed account proves it: by what two small deposits were, or by the code of one. */
export function verificationAction(
  tx: Tx,
  intent: Stripe.PaymentIntent | Stripe.SetupIntent,
): Stripe.PaymentIntent.NextAction & Stripe.SetupIntent.NextAction {
  return {
    type: 'verify_with_microdeposits',
    verify_with_microdeposits: {
      arrival_date: tx.now(intent) + daySeconds,
      hosted_verification_url: tx.url(`/microdeposits/${intent.id}`),
      microdeposit_type: 'amounts',
    },
  };
}

/**
 * Compares what the owner saw on the bank statement.
 *
 * @throws StripeError for a wrong answer, as long as another one is allowed.
 */
export function answerMicrodeposits(
  tx: Tx,
  paymentMethod: Stripe.PaymentMethod,
  { amounts, descriptor_code: code }: MicrodepositAnswer,
): MicrodepositResult {
  if (amounts === undefined && code === undefined) throw missingParam('amounts');
  if (amounts && amounts.length !== 2) {
    throw invalidRequest({
      code: 'payment_method_microdeposit_verification_amounts_invalid',
      param: 'amounts',
      message: 'You must provide exactly two microdeposit amounts.',
    });
  }
  const sorted = amounts?.toSorted((one, other) => one - other).join(',');
  const known = results.find((each) => each.amounts === sorted || each.code === code);
  if (known) {
    if (known.result === 'verified') tx.update('_bank_account', paymentMethod.id, { is_verified: true });
    return known.result;
  }
  const failed = bankAccountOf(tx, paymentMethod).failed_verifications + 1;
  tx.update('_bank_account', paymentMethod.id, { failed_verifications: failed });
  if (failed >= mostAttempts) return attemptsExceeded;
  const left = mostAttempts - failed;
  const what = amounts ? 'amounts' : 'descriptor_code';
  throw invalidRequest({
    code: `payment_method_microdeposit_verification_${what}_mismatch`,
    param: what,
    keep: true,
    message: `The ${amounts ? 'amounts' : 'descriptor code'} provided do not match what was sent to the bank account. You have ${left} verification attempts remaining.`,
  });
}
