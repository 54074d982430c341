import type Stripe from 'stripe';
import { retrieve } from '../../kernel/read-operations.ts';
import { resource } from '../../kernel/resource.ts';
import { createConfirmationToken } from './create-confirmation-token.ts';
import type { ConfirmationTokenParams } from './create-confirmation-token.ts';

declare module '../../kernel/operations.generated.ts' {
  interface Operations {
    'POST /v1/confirmation_tokens': { params: ConfirmationTokenParams; result: Stripe.ConfirmationToken };
  }
}

/** https://docs.stripe.com/api/confirmation_tokens */
export const confirmationTokens = resource('confirmation_token', {
  operations: {
    'POST /v1/confirmation_tokens': createConfirmationToken,
    'POST /v1/test_helpers/confirmation_tokens': createConfirmationToken,
    'GET /v1/confirmation_tokens/:id': retrieve('confirmation_token'),
  },
  publishable: ['POST /v1/confirmation_tokens'],
});

export const confirmationTokenFacts = resource('_confirmation_token', {});
