import type Stripe from 'stripe';
import type { Call } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { detachPaymentMethod } from '../payment_methods/attach-payment-method.ts';
import { dropSource } from '../sources/change-source.ts';
import { sourcesOf } from '../sources/sources.ts';
import { tellOfDeletion } from './followers.ts';

/** For good: subscriptions are cancelled at once and cards let go; what was billed stays. */
export function deleteCustomer(tx: Tx, { path }: Call<object, 'id'>): Stripe.DeletedCustomer {
  const customer = tx.get('customer', path.id);
  tellOfDeletion(tx, customer);
  for (const paymentMethod of tx.list('payment_method', { customer: customer.id })) {
    detachPaymentMethod(tx, { paymentMethod });
  }
  for (const source of sourcesOf(tx, customer.id)) dropSource(tx, source);
  const last = tx.get('customer', customer.id);
  tx.remove('customer', customer.id);
  tx.emit('customer.deleted', last);
  return { id: customer.id, object: 'customer', deleted: true };
}
