import type Stripe from 'stripe';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import { keepSource } from './add-source.ts';
import { dropSource } from './change-source.ts';
import { findSource } from './sources.ts';

/**
 * Puts a new card or bank account in the place of the customer's default one, which is deleted.
 *
 * @see https://docs.stripe.com/api/customers/update (`source`)
 */
export function replaceDefaultSource(tx: Tx, method: Stripe.PaymentMethod, customer: Stripe.Customer): void {
  const old = findSource(tx, idOf(customer.default_source));
  const source = keepSource(tx, method, { customer: customer.id });
  tx.update('customer', customer.id, { default_source: source.id });
  // The new one is the default already, so that letting the old one go makes no other the default for a moment.
  if (old) dropSource(tx, old);
}
