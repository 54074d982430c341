import type Stripe from 'stripe';
import { invalidRequest } from '../../kernel/errors.ts';
import type { Call } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';

/** A product that ever had a price is part of the books: it can only be archived. */
export function deleteProduct(tx: Tx, { path }: Call<object, 'id'>): Stripe.DeletedProduct {
  const product = tx.get('product', path.id);
  if (tx.list('price', { product: product.id }).length > 0) {
    throw invalidRequest({
      message: 'This product cannot be deleted because it has one or more user-created prices.',
    });
  }
  tx.remove('product', product.id);
  tx.emit('product.deleted', { ...product, active: false });
  return { id: product.id, object: 'product', deleted: true };
}
