import { testAccountByNumber } from '../../banks/test-accounts.ts';
import { invalidRequest, missing } from '../../kernel/errors.ts';
import type { Tx } from '../../kernel/tx.ts';

/** What is left of the numbers of a US bank account once they are checked. */
export interface CheckedUsAccount {
  last4: string;
  routing_number: string;
  /** Name of the published test account; null for any other, which simply pays. */
  test_account: string | null;
}

/**
 * A bank account whose owner linked it on a page of the emulator, in place of the login at a bank that Stripe shows there: it
 * needs no other proof. Its id begins as those of Stripe's Financial Connections do.
 */
export interface LinkedAccount extends CheckedUsAccount {
  id: string;
  object: '_linked_account';
  account_type: 'checking' | 'savings';
}

declare module '../../kernel/objects.ts' {
  interface StripeObjects {
    _linked_account: LinkedAccount;
  }
}

export const testRoutingNumber = '110000000';

/**
 * Checks the numbers that somebody typed, and forgets them.
 *
 * @param param How a refusal names a field.
 * @throws StripeError `routing_number_invalid`, `account_number_invalid`.
 */
export function checkedUsAccount(
  { account_number: number = '', routing_number: routing = '' }: { account_number?: string; routing_number?: string },
  param: (name: string) => string,
): CheckedUsAccount {
  if (!/^\d{9}$/.test(routing)) {
    const message = 'Routing number must have 9 digits';
    throw invalidRequest({ code: 'routing_number_invalid', param: param('routing_number'), message });
  }
  if (!/^\d{4,17}$/.test(number)) {
    const message = 'Account number must have between 4 and 17 digits';
    throw invalidRequest({ code: 'account_number_invalid', param: param('account_number'), message });
  }
  const known = routing === testRoutingNumber ? testAccountByNumber(number) : undefined;
  return { last4: number.slice(-4), routing_number: routing, test_account: known?.name ?? null };
}

/** @throws StripeError as `checkedUsAccount` does. */
export function linkAccount(
  tx: Tx,
  typed: { account_number: string; account_type?: string; routing_number: string },
): LinkedAccount {
  return tx.insert('_linked_account', {
    ...checkedUsAccount(typed, (name) => name),
    id: tx.newId('fca'),
    object: '_linked_account',
    account_type: typed.account_type === 'savings' ? 'savings' : 'checking',
  });
}

/** @throws StripeError when nobody linked such an account. */
export function linkedAccount(tx: Tx, id: string, param: string): LinkedAccount {
  const account = tx.find('_linked_account', id);
  if (!account) throw missing('financial_connections.account', id, param);
  return account;
}
