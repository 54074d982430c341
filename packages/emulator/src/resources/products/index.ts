import type Stripe from 'stripe';
import { list, retrieve } from '../../kernel/read-operations.ts';
import { resource } from '../../kernel/resource.ts';
import { search } from '../../kernel/search.ts';
import type { Tx } from '../../kernel/tx.ts';
import { deleteProduct } from './delete-product.ts';
import { createProduct } from './create-product.ts';
import { updateProduct } from './update-product.ts';

/** With a field of older API versions that Stripe still sends and does not declare. */
function shown(_tx: Tx, product: Stripe.Product): Stripe.Product & { attributes: never[] } {
  return { ...product, attributes: [] };
}

/** https://docs.stripe.com/api/products */
export const products = resource('product', {
  render: shown,
  operations: {
    'POST /v1/products': createProduct,
    'GET /v1/products/:id': retrieve('product'),
    'GET /v1/products/search': search('product', ['active', 'description', 'name', 'shippable', 'url']),
    'POST /v1/products/:id': updateProduct,
    'DELETE /v1/products/:id': deleteProduct,
    'GET /v1/products': list('product', {
      filter: { active: 'active', ids: 'id', shippable: 'shippable', type: 'type', url: 'url' },
    }),
  },
});
