import type Stripe from 'stripe';
import type { Tx } from '../../kernel/tx.ts';
import { bankAccountOf } from '../payment_methods/bank-account-facts.ts';

/** "The limit is three failed verification attempts": https://docs.stripe.com/ach-deprecated */
export const mostAttempts = 3;

/** What bank accounts of the older APIs are in: no others could be debited by them. */
export const accountCountry = 'US';
export const accountCurrency = 'usd';

/**
 * A bank account in the words of the older APIs. As with cards, a payment method stands behind it under the same id; nothing can
 * be paid with that until the account is verified.
 *
 * @see https://docs.stripe.com/api/customer_bank_accounts/object
 */
export function bankAccountOfMethod(tx: Tx, method: Stripe.PaymentMethod, customer: string): Stripe.BankAccount {
  return { ...namelessAccount(tx, method), customer, metadata: method.metadata ?? {} };
}

/** A bank account that is nobody's yet, as its token shows it. */
export function namelessAccount(tx: Tx, method: Stripe.PaymentMethod): Stripe.BankAccount {
  const { us_bank_account: account } = method;
  if (!account) throw new Error(`No bank account behind ${method.id}`);
  return {
    id: method.id,
    object: 'bank_account',
    account_holder_name: method.billing_details.name,
    account_holder_type: account.account_holder_type,
    account_type: account.account_type,
    bank_name: account.bank_name,
    country: accountCountry,
    currency: accountCurrency,
    fingerprint: account.fingerprint,
    last4: account.last4 ?? '',
    routing_number: account.routing_number,
    status: statusOf(tx, method),
  };
}

function statusOf(tx: Tx, method: Stripe.PaymentMethod): string {
  const { is_verified: isVerified, failed_verifications: failed } = bankAccountOf(tx, method);
  if (isVerified) return 'verified';
  return failed >= mostAttempts ? 'verification_failed' : 'new';
}
