import type Stripe from 'stripe';
import { endCustomerSubscriptions } from '../../billing-cycle/customer-followers.ts';
import type { Tx } from '../../kernel/tx.ts';

/**
 * Who must know, in the same transaction, before a customer is deleted: what belongs to the customer ends first (its
 * subscriptions are cancelled). Each is an `export function` of the folder it belongs to, named here.
 */
export const customerDeletionFollowers: readonly ((tx: Tx, customer: Stripe.Customer) => void)[] = [
  endCustomerSubscriptions,
];
