import { list, retrieve } from '../../kernel/read-operations.ts';
import { resource } from '../../kernel/resource.ts';
import { search } from '../../kernel/search.ts';
import { deleteProduct } from './delete-product.ts';
import { createProduct } from './create-product.ts';
import { updateProduct } from './update-product.ts';

/** https://docs.stripe.com/api/products */
export const products = resource('product', {
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
