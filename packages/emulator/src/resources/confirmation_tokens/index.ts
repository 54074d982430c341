import { retrieve } from '../../kernel/read-operations.ts';
import { resource } from '../../kernel/resource.ts';
import { createConfirmationToken } from './create-confirmation-token.ts';

/** https://docs.stripe.com/api/confirmation_tokens */
export const confirmationTokens = resource('confirmation_token', {
  operations: {
    'POST /v1/test_helpers/confirmation_tokens': createConfirmationToken,
    'GET /v1/confirmation_tokens/:id': retrieve('confirmation_token'),
  },
});

export const confirmationTokenFacts = resource('_confirmation_token', {});
