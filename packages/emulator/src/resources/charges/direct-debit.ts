// Charges of bank accounts by the older API: without a payment intent, and `pending` until the bank answers.
import type Stripe from 'stripe';
import { accountSettings } from '../../billing-cycle/account-settings.ts';
import { invalidRequest } from '../../kernel/errors.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import { accountCurrency, bankAccountOfMethod, namelessAccount } from '../bank_accounts/bank-account-of-method.ts';
import { bankAccountOf } from '../payment_methods/bank-account-facts.ts';
import type { ChargeTerms } from './new-charge.ts';
import { debitPaid, debitRefused, newDebit } from './new-debit.ts';

/** A charge that waits for a bank. */
export interface DirectDebit {
  /** The charge's id. */
  id: string;
  object: '_direct_debit';
  /** Names whose clock it lives by. */
  customer: string | null;
  /** When the bank answers, in seconds; null for never. */
  at: number | null;
}

declare module '../../kernel/objects.ts' {
  interface StripeObjects {
    _direct_debit: DirectDebit;
  }
}

function checkTerms({ capture_method: capture, currency }: ChargeTerms): void {
  if (currency !== accountCurrency) {
    throw invalidRequest({ message: 'ACH payments can only be made in USD.', param: 'currency' });
  }
  if (capture !== 'manual') return;
  throw invalidRequest({ message: 'ACH payments cannot be held: `capture` must be true.', param: 'capture' });
}

/**
 * Asks the bank for the money.
 *
 * @throws StripeError for an account that nobody verified, another currency than USD, and money that is only to be held.
 * @see https://docs.stripe.com/ach-deprecated
 */
export function debitDirectly(
  tx: Tx,
  { terms, method }: { terms: ChargeTerms; method: Stripe.PaymentMethod },
): Stripe.Charge {
  checkTerms(terms);
  const { behavior, is_verified: isVerified } = bankAccountOf(tx, method);
  if (!isVerified) {
    const message = "The customer's bank account must be verified in order to create an ACH payment.";
    throw invalidRequest({ message, param: 'source' });
  }
  const customer = idOf(terms.customer);
  const source = customer === null ? namelessAccount(tx, method) : bankAccountOfMethod(tx, method, customer);
  const charge = newDebit(tx, { paymentIntent: terms, paymentMethod: method, mandate: null, source });
  const at = behavior.pace === 'never' ? null : tx.now({ customer }) + accountSettings(tx).bankDebitSeconds;
  tx.insert('_direct_debit', { id: charge.id, object: '_direct_debit', customer, at });
  return charge;
}

/** The bank answers. */
export function bringDirectDebit(tx: Tx, debit: DirectDebit): void {
  tx.remove('_direct_debit', debit.id);
  const charge = tx.get('charge', debit.id);
  const { failure } = bankAccountOf(tx, tx.get('payment_method', charge.payment_method ?? '')).behavior;
  if (failure) debitRefused(tx, charge, failure);
  else debitPaid(tx, charge);
}
