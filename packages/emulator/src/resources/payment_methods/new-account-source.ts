// The payment methods behind the bank accounts of the older APIs. Nothing can be paid with them until they are kept and verified.
import type Stripe from 'stripe';
import type { TestAccount } from '../../banks/test-accounts.ts';
import type { Tx } from '../../kernel/tx.ts';
import { checkedUsAccount, testRoutingNumber } from './linked-account.ts';
import { newUsMethod } from './new-bank-payment-method.ts';

/** @throws StripeError `routing_number_invalid`, `account_number_invalid`. */
export function newTypedAccountSource(
  tx: Tx,
  typed: Stripe.TokenCreateParams.BankAccount,
  param: (name: string) => string,
): Stripe.PaymentMethod {
  const { account_holder_name: name, account_holder_type = null, account_type = null } = typed;
  const account = { ...checkedUsAccount(typed, param), account_holder_type, account_type };
  return heldBack(tx, newUsMethod(tx, account, { idPrefix: 'ba', ...(name ? { billing_details: { name } } : {}) }));
}

/** What stands behind one of Stripe's own tokens of bank accounts. */
export function newTestAccountSource(
  tx: Tx,
  { number, name: test_account }: TestAccount,
  { isVerified }: { isVerified: boolean },
): Stripe.PaymentMethod {
  const account = { last4: number.slice(-4), routing_number: testRoutingNumber, test_account };
  return heldBack(
    tx,
    newUsMethod(
      tx,
      { ...account, account_type: null, isProved: isVerified },
      { idPrefix: 'ba', billing_details: { name: 'Jane Austen' } },
    ),
  );
}

function heldBack(tx: Tx, method: Stripe.PaymentMethod): Stripe.PaymentMethod {
  tx.update('_bank_account', method.id, { is_spent: true });
  return method;
}
