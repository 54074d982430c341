import { resource } from '../../kernel/resource.ts';
import { createSource } from './add-source.ts';
import { deleteSource, retrieveSource, updateSource, verifySource } from './change-source.ts';
import { listSources } from './sources.ts';

/** https://docs.stripe.com/api/cards: what customers had before payment methods, and the operations of all kinds of sources. */
export const cards = resource('card', {
  indexes: ['customer'],
  operations: {
    'POST /v1/customers/:id/sources': createSource,
    'GET /v1/customers/:customerId/sources/:id': retrieveSource,
    'POST /v1/customers/:customerId/sources/:id': updateSource,
    'POST /v1/customers/:customerId/sources/:id/verify': verifySource,
    'DELETE /v1/customers/:customerId/sources/:id': deleteSource,
    'GET /v1/customers/:id/sources': listSources,
  },
});

/** https://docs.stripe.com/api/customer_bank_accounts */
export const bankAccounts = resource('bank_account', { indexes: ['customer'] });
