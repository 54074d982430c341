import type Stripe from 'stripe';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import { detachPaymentMethod } from '../payment_methods/attach-payment-method.ts';
import { keepCard } from './add-card.ts';

/**
 * Puts a new card in the place of the customer's default one, which is deleted.
 *
 * @see https://docs.stripe.com/api/customers/update (`source`)
 */
export function replaceDefaultCard(tx: Tx, method: Stripe.PaymentMethod, customer: Stripe.Customer): void {
  const old = tx.find('card', idOf(customer.default_source));
  const card = keepCard(tx, method, { customer: customer.id });
  tx.update('customer', customer.id, { default_source: card.id });
  // The new one is the default already, so that letting the old one go makes no other card the default for a moment.
  if (old) detachPaymentMethod(tx, { paymentMethod: old.id });
}
