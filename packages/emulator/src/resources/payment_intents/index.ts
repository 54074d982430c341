import type Stripe from 'stripe';
import { list } from '../../kernel/read-operations.ts';
import { resource } from '../../kernel/resource.ts';
import { search } from '../../kernel/search.ts';
import type { Tx } from '../../kernel/tx.ts';
import { cancel } from './cancel-payment-intent.ts';
import { capture } from './capture-payment-intent.ts';
import { checkClientSecret } from './client-secret.ts';
import { confirm, createPaymentIntent } from './create-payment-intent.ts';
import { updatePaymentIntent } from './update-payment-intent.ts';

/** With a field that Stripe sends on every one of them and its declarations do not name. */
function shown(_tx: Tx, object: Stripe.PaymentIntent): Stripe.PaymentIntent & { shared_payment_granted_token: null } {
  return { ...object, shared_payment_granted_token: null };
}

/** https://docs.stripe.com/api/payment_intents */
export const paymentIntents = resource('payment_intent', {
  indexes: ['customer'],
  render: shown,
  operations: {
    'POST /v1/payment_intents': createPaymentIntent,
    'GET /v1/payment_intents/:id': (tx, { path, params, request }) => {
      const paymentIntent = tx.get('payment_intent', path.id);
      checkClientSecret(paymentIntent, params, request);
      return paymentIntent;
    },
    'POST /v1/payment_intents/:id': updatePaymentIntent,
    'POST /v1/payment_intents/:id/confirm': confirm,
    'POST /v1/payment_intents/:id/capture': capture,
    'POST /v1/payment_intents/:id/cancel': cancel,
    'GET /v1/payment_intents/search': search('payment_intent', ['amount', 'created', 'currency', 'customer', 'status']),
    'GET /v1/payment_intents': list('payment_intent', { filter: ['customer'] }),
  },
  publishable: ['GET /v1/payment_intents/:id', 'POST /v1/payment_intents/:id/confirm'],
});
