import type Stripe from 'stripe';
import { invalidRequest, missingParam } from '../../kernel/errors.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Params } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { giveToCustomer } from '../payment_methods/attach-payment-method.ts';
import { bankAccountOf } from '../payment_methods/bank-account-facts.ts';
import { bankAccountOfMethod, mostAttempts } from './bank-account-of-method.ts';

type Change = Params<'POST /v1/customers/:customerId/sources/:id'>;

/** Of a bank account only its holder can be corrected. */
const changeable = new Set(['account_holder_name', 'account_holder_type', 'expand', 'metadata']);

/** What is paid into an account of Stripe's test mode: https://docs.stripe.com/ach-deprecated */
const microdeposits = '32,45';

export function changeBankAccount(tx: Tx, before: Stripe.BankAccount, change: Change): Stripe.BankAccount {
  const other = Object.keys(change).find((name) => !changeable.has(name));
  if (other !== undefined) throw invalidRequest({ param: other, message: `A bank account has no \`${other}\`.` });
  const method = tx.get('payment_method', before.id);
  const { account_holder_name: name, account_holder_type: type } = change;
  const account = method.us_bank_account;
  tx.update('payment_method', method.id, {
    billing_details: { ...method.billing_details, name: name ?? method.billing_details.name },
    ...(account && type ? { us_bank_account: { ...account, account_holder_type: type } } : {}),
    metadata: mergedMetadata(method.metadata, change.metadata),
  });
  return rewriteBankAccount(tx, before);
}

/** Lets the account say again what stands behind it, and tells of the difference. */
export function rewriteBankAccount(tx: Tx, before: Stripe.BankAccount): Stripe.BankAccount {
  const method = tx.get('payment_method', before.id);
  const shown = bankAccountOfMethod(tx, method, idOf(before.customer) ?? '');
  const account = tx.update('bank_account', before.id, shown);
  tx.emit('customer.source.updated', account, before);
  return account;
}

function refusal(message: string, { keep = false } = {}): Error {
  return invalidRequest({ code: 'bank_account_verification_failed', message, keep });
}

/**
 * Compares what the owner of an account saw on the bank statement with what was paid in. A verified account is a payment method
 * too from then on.
 *
 * @param amounts In cents, in any order.
 * @throws StripeError `bank_account_verification_failed` for other amounts, of which an account stands three.
 * @see https://docs.stripe.com/api/customer_bank_accounts/verify
 */
export function verifyBankAccount(
  tx: Tx,
  before: Stripe.BankAccount,
  amounts: readonly number[] | undefined,
): Stripe.BankAccount {
  if (before.status === 'verified') throw invalidRequest({ message: 'This bank account has already been verified.' });
  if (before.status === 'verification_failed') {
    throw refusal('You have exceeded the number of allowed verification attempts.');
  }
  if (amounts === undefined) throw missingParam('amounts');
  if (amounts.length !== 2) {
    throw invalidRequest({ message: 'You must provide exactly two microdeposit amounts.', param: 'amounts' });
  }
  const method = tx.get('payment_method', before.id);
  const { failed_verifications: failed, behavior } = bankAccountOf(tx, method);
  const given = amounts.toSorted((one, other) => one - other).join(',');
  if (given === microdeposits && !behavior.losesMicrodeposits) {
    tx.update('_bank_account', method.id, { is_spent: false, is_verified: true });
    giveToCustomer(tx, method, idOf(before.customer) ?? '');
    return rewriteBankAccount(tx, before);
  }
  tx.update('_bank_account', method.id, { failed_verifications: failed + 1 });
  if (failed + 1 >= mostAttempts) rewriteBankAccount(tx, before);
  throw refusal('The amounts provided do not match the amounts that were sent to the bank account.', { keep: true });
}
