import { resource } from '../../kernel/resource.ts';
import { createToken, retrieveToken } from './create-token.ts';

/** https://docs.stripe.com/api/tokens */
export const tokens = resource('token', {
  operations: {
    'POST /v1/tokens': createToken,
    'GET /v1/tokens/:id': retrieveToken,
  },
  publishable: ['POST /v1/tokens'],
});
