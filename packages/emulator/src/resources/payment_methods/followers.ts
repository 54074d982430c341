import type Stripe from 'stripe';
import { forgetDetachedMethod } from '../../billing-cycle/customer-followers.ts';
import type { Tx } from '../../kernel/tx.ts';

/**
 * Who must know, in the same transaction, when a customer's payment method is let go: what was paid with it needs another
 * (a subscription's default). Each is an `export function` of the folder it belongs to, named here.
 */
export const paymentMethodDetachmentFollowers: readonly ((
  tx: Tx,
  paymentMethod: Stripe.PaymentMethod,
  customer: string,
) => void)[] = [forgetDetachedMethod];
