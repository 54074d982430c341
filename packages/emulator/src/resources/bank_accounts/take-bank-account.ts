// Bank accounts before they are anybody's: typed into a token, or behind one of Stripe's own for tests.
import type Stripe from 'stripe';
import { testAccountByName } from '../../banks/test-accounts.ts';
import { invalidRequest, missing } from '../../kernel/errors.ts';
import { refuseUncovered } from '../../kernel/refuse-uncovered.ts';
import type { Tx } from '../../kernel/tx.ts';
import { newTestAccountSource, newTypedAccountSource } from '../payment_methods/new-account-source.ts';
import { accountCountry, accountCurrency, namelessAccount } from './bank-account-of-method.ts';

type TypedAccount = Stripe.TokenCreateParams.BankAccount;

/** What the test tokens say of a debit: https://docs.stripe.com/connect/top-ups#testing-tokens */
const scenarios: Readonly<Record<string, string>> = {
  btok_us: 'success',
  btok_us_verified: 'success',
  btok_us_verified_noAccount: 'noAccount',
  btok_us_verified_accountClosed: 'accountClosed',
  btok_us_verified_insufficientFunds: 'insufficientFunds',
  btok_us_verified_debitNotAuthorized: 'debitNotAuthorized',
  btok_us_verified_invalidCurrency: 'invalidCurrency',
};

/** @throws StripeError for accounts outside the US, and for numbers that cannot be. */
export function typedAccount(tx: Tx, typed: TypedAccount): Stripe.PaymentMethod {
  refuseUncovered({ bank_account: typed }, ['bank_account[payment_method]']);
  if (typed.country !== accountCountry) {
    const message = `This emulator knows bank accounts of the ${accountCountry} only.`;
    throw invalidRequest({ message, param: 'bank_account[country]' });
  }
  if ((typed.currency ?? accountCurrency).toLowerCase() !== accountCurrency) {
    const message = `Bank accounts of the ${accountCountry} take ${accountCurrency} only.`;
    throw invalidRequest({ message, param: 'bank_account[currency]' });
  }
  return newTypedAccountSource(tx, typed, (name) => `bank_account[${name}]`);
}

/** One of Stripe's own bank accounts for tests; undefined when the token is none of those. */
export function testAccountOfToken(tx: Tx, token: string): Stripe.PaymentMethod | undefined {
  const scenario = scenarios[token];
  const account = scenario === undefined ? undefined : testAccountByName(`usBankAccount_${scenario}`);
  return account && newTestAccountSource(tx, account, { isVerified: token !== 'btok_us' });
}

/** A token, and the bank account that waits behind it until the token is used. */
export function newAccountToken(tx: Tx, method: Stripe.PaymentMethod): Stripe.Token {
  return tx.insert('token', {
    id: tx.newId('btok'),
    object: 'token',
    bank_account: namelessAccount(tx, method),
    client_ip: '127.0.0.1',
    created: method.created,
    livemode: false,
    type: 'bank_account',
    used: false,
  });
}

/**
 * The bank account that a `source` names by its token, used up by this; nobody's yet.
 *
 * @throws StripeError `resource_missing`, `token_already_used`.
 */
export function takeBankAccount(tx: Tx, id: string, { param }: { param: string }): Stripe.PaymentMethod {
  const test = testAccountOfToken(tx, id);
  if (test) return test;
  const token = tx.find('token', id);
  if (!token?.bank_account) throw missing('token', id, param);
  if (token.used) {
    const message = `You cannot use a Stripe token more than once: ${id}.`;
    throw invalidRequest({ code: 'token_already_used', message });
  }
  tx.update('token', id, { used: true });
  return tx.get('payment_method', token.bank_account.id);
}
