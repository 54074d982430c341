import { retrieve } from '../../kernel/read-operations.ts';
import { resource } from '../../kernel/resource.ts';

/** https://docs.stripe.com/api/mandates */
export const mandates = resource('mandate', {
  indexes: ['payment_method'],
  operations: { 'GET /v1/mandates/:id': retrieve('mandate') },
});
