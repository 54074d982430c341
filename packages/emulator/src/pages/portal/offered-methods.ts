import type Stripe from 'stripe';
import type { Tx } from '../../kernel/tx.ts';
import { accountMethodTypes } from '../../resources/payment_method_configurations/default-configuration.ts';
import { methodTypesOf } from '../method-choice.ts';
import type { MethodType } from '../method-choice.ts';

/**
 * What can pay for what a customer has; all that is served, as long as they have nothing. A SEPA mandate goes to whoever it is
 * from, which takes an e-mail address.
 */
export function offeredMethods(tx: Tx, { currency, email }: Stripe.Customer): MethodType[] {
  const payment_method_types = accountMethodTypes(tx, currency ?? null);
  return methodTypesOf({ payment_method_types }).filter((type) => type !== 'sepa_debit' || email);
}
