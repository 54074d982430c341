import { list } from '../../kernel/read-operations.ts';
import { resource } from '../../kernel/resource.ts';
import { createSource } from './add-card.ts';
import { deleteSource, retrieveSource, updateSource, verifySource } from './change-card.ts';

/** https://docs.stripe.com/api/cards: what customers had before payment methods. Of all kinds of sources, cards only. */
export const cards = resource('card', {
  indexes: ['customer'],
  operations: {
    'POST /v1/customers/:id/sources': createSource,
    'GET /v1/customers/:customerId/sources/:id': retrieveSource,
    'POST /v1/customers/:customerId/sources/:id': updateSource,
    'POST /v1/customers/:customerId/sources/:id/verify': verifySource,
    'DELETE /v1/customers/:customerId/sources/:id': deleteSource,
    'GET /v1/customers/:id/sources': list('card', {
      filter: ['object'],
      where: (tx, { path }) => ({ customer: tx.get('customer', path['id'] ?? '', { param: 'customer' }).id }),
    }),
  },
});
