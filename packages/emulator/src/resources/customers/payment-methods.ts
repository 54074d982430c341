import type Stripe from 'stripe';
import { invalidRequest } from '../../kernel/errors.ts';
import { idOf } from '../../kernel/objects.ts';
import { list } from '../../kernel/read-operations.ts';
import type { Call } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';

export const listPaymentMethods = list('payment_method', {
  filter: ['type', 'allow_redisplay'],
  where: (tx, { path }) => ({ customer: tx.get('customer', path['id'] ?? '').id }),
});

export function retrievePaymentMethod(tx: Tx, { path }: Call<object, 'customerId' | 'id'>): Stripe.PaymentMethod {
  const customer = tx.get('customer', path.customerId, { param: 'customer' });
  const method = tx.get('payment_method', path.id);
  if (idOf(method.customer) !== customer.id) {
    throw invalidRequest({ status: 404, message: 'Invalid request', param: 'customer' });
  }
  return method;
}
