import type Stripe from 'stripe';
import { invalidRequest } from '../../kernel/errors.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Call } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { endDiscount } from '../discounts/new-discount.ts';

/** Takes away the discount that applies to all of a customer's subscriptions. */
export function deleteCustomerDiscount(tx: Tx, { path }: Call<object, 'id'>): Stripe.DeletedDiscount {
  const before = tx.get('customer', path.id);
  const id = idOf(before.discount);
  if (id === null) {
    const message = `No active discount for customer: ${before.id}`;
    throw invalidRequest({ code: 'resource_missing', param: 'id', message, status: 404 });
  }
  const { end: _end, deleted: _deleted, ...discount } = endDiscount(tx, id);
  const customer = tx.update('customer', before.id, { discount: null });
  tx.emit('customer.updated', customer, before);
  return { ...discount, deleted: true };
}
