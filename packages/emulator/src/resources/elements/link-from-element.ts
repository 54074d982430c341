import type { Handler } from '../../kernel/resource.ts';
import { linkAccount } from '../payment_methods/linked-account.ts';

/** What a person types into an element of a bank account in the United States. */
export interface TypedAccount {
  account_number: string;
  account_type?: string;
  routing_number: string;
}

/** The customer links a bank account, where Stripe's elements open a login at the bank. */
export const linkFromElement: Handler<'POST /v1/elements/linked_accounts'> = (tx, { params }) => {
  const { id, last4 } = linkAccount(tx, params);
  return { id, last4 };
};
