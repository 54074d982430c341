import type Stripe from 'stripe';
import { testAccountByName } from '../../banks/test-accounts.ts';
import type { DebitBehavior } from '../../banks/test-accounts.ts';
import type { Tx } from '../../kernel/tx.ts';

/** What stands behind a payment method that debits a bank account. */
export interface BankAccountFacts {
  /** The payment method's id. */
  id: string;
  object: '_bank_account';
  /** Name of the published test account; null for any other, which simply pays. */
  test_account: string | null;
  /** Whether its owner proved it. SEPA accounts need no proof. */
  is_verified: boolean;
  /** Wrong answers to the question what the two small deposits were. */
  failed_verifications: number;
  /** Used once without a customer, or detached: it can never be used again. */
  is_spent: boolean;
}

declare module '../../kernel/objects.ts' {
  interface StripeObjects {
    _bank_account: BankAccountFacts;
  }
}

export interface KnownBankAccount extends BankAccountFacts {
  behavior: DebitBehavior;
}

/** The bank account behind a payment method of type `us_bank_account` or `sepa_debit`. */
export function bankAccountOf(tx: Tx, paymentMethod: Stripe.PaymentMethod): KnownBankAccount {
  const facts = tx.get('_bank_account', paymentMethod.id);
  const known = facts.test_account === null ? undefined : testAccountByName(facts.test_account);
  return { ...facts, behavior: known?.behavior ?? { failure: null, pace: 'ordinary' } };
}

/** Payment methods whose bank answers days after the payment. */
export function isBankDebit({ type }: { type: string }): boolean {
  return type === 'us_bank_account' || type === 'sepa_debit';
}
