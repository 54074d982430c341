import type Stripe from 'stripe';
import { list } from '../../kernel/read-operations.ts';
import { resource } from '../../kernel/resource.ts';
import { search } from '../../kernel/search.ts';
import type { Tx } from '../../kernel/tx.ts';
import { lineItemsOf, listLineItems } from './amount-details.ts';
import { cancel } from './cancel-payment-intent.ts';
import { capture } from './capture-payment-intent.ts';
import { checkClientSecret, refuseMissingIntent } from './client-secret.ts';
import { confirm, createPaymentIntent } from './create-payment-intent.ts';
import { bringDebitOutcome } from './debit-bank-account.ts';
import { incrementAuthorization } from './increment-authorization.ts';
import { updatePaymentIntent } from './update-payment-intent.ts';
import { verifyMicrodeposits } from './verify-microdeposits.ts';

/** With a field that Stripe sends on every one of them and its declarations do not name. */
function shown(_tx: Tx, object: Stripe.PaymentIntent): Stripe.PaymentIntent & { shared_payment_granted_token: null } {
  return { ...object, shared_payment_granted_token: null };
}

/** https://docs.stripe.com/api/payment_intents */
export const paymentIntents = resource('payment_intent', {
  refuseMissing: refuseMissingIntent,
  isShownInRefusals: true,
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
    'POST /v1/payment_intents/:id/verify_microdeposits': verifyMicrodeposits,
    'POST /v1/payment_intents/:id/increment_authorization': incrementAuthorization,
    'GET /v1/payment_intents/:id/amount_details_line_items': listLineItems,
    'GET /v1/payment_intents/search': search('payment_intent', ['amount', 'created', 'currency', 'customer', 'status']),
    'GET /v1/payment_intents': list('payment_intent', { filter: ['customer'] }),
  },
  includes: {
    'amount_details.line_items': (tx, { id }) => {
      const url = `/v1/payment_intents/${id}/amount_details_line_items`;
      const data = lineItemsOf(tx, id);
      return { object: 'list', data: data.slice(0, 10), has_more: data.length > 10, url };
    },
  },
  publishable: [
    'GET /v1/payment_intents/:id',
    'POST /v1/payment_intents/:id/confirm',
    'POST /v1/payment_intents/:id/verify_microdeposits',
  ],
});

export const debits = resource('_debit', { due: (debit) => debit.at, whenDue: bringDebitOutcome });

export const authentications = resource('_authentication', {});

export const amountDetails = resource('_amount_details', {});
