import { missing } from '../../kernel/errors.ts';
import { list } from '../../kernel/read-operations.ts';
import { resource } from '../../kernel/resource.ts';
import { checkClientSecret } from '../payment_intents/client-secret.ts';
import { cancel, confirm, createSetupIntent, updateSetupIntent } from './setup-intent-operations.ts';
import { verifyMicrodeposits } from './verify-microdeposits.ts';

/** https://docs.stripe.com/api/setup_intents */
export const setupIntents = resource('setup_intent', {
  refuseMissing: (id) => missing('setup_intent', id, 'intent', 404),
  isShownInRefusals: true,
  indexes: ['customer'],
  operations: {
    'POST /v1/setup_intents': createSetupIntent,
    'GET /v1/setup_intents/:id': (tx, { path, params, request }) => {
      const setupIntent = tx.get('setup_intent', path.id);
      checkClientSecret(setupIntent, params, request);
      return setupIntent;
    },
    'POST /v1/setup_intents/:id': updateSetupIntent,
    'POST /v1/setup_intents/:id/confirm': confirm,
    'POST /v1/setup_intents/:id/cancel': cancel,
    'POST /v1/setup_intents/:id/verify_microdeposits': verifyMicrodeposits,
    'GET /v1/setup_intents': list('setup_intent', { filter: ['customer', 'payment_method'] }),
  },
  publishable: [
    'GET /v1/setup_intents/:id',
    'POST /v1/setup_intents/:id/confirm',
    'POST /v1/setup_intents/:id/verify_microdeposits',
  ],
});

/** https://docs.stripe.com/api/setup_attempts */
export const setupAttempts = resource('setup_attempt', {
  indexes: ['setup_intent'],
  operations: { 'GET /v1/setup_attempts': list('setup_attempt', { filter: ['setup_intent'] }) },
});

export const setupFacts = resource('_setup_intent', {});
