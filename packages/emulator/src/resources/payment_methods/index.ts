import type Stripe from 'stripe';
import { missing } from '../../kernel/errors.ts';
import { list } from '../../kernel/read-operations.ts';
import { resource } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { attach, detach } from './attach-payment-method.ts';
import { createPaymentMethod } from './create-payment-method.ts';
import { retrievePaymentMethod } from './retrieve-payment-method.ts';
import { updatePaymentMethod } from './update-payment-method.ts';

/** With a field that Stripe sends on every one of them and its declarations do not name. */
function shown(_tx: Tx, object: Stripe.PaymentMethod): Stripe.PaymentMethod & { shared_payment_granted_token: null } {
  return { ...object, shared_payment_granted_token: null };
}

/** https://docs.stripe.com/api/payment_methods */
export const paymentMethods = resource('payment_method', {
  refuseMissing: (id) => missing('payment_method', id, 'payment_method', 404),
  indexes: ['customer'],
  render: shown,
  operations: {
    'POST /v1/payment_methods': createPaymentMethod,
    'GET /v1/payment_methods/:id': retrievePaymentMethod,
    'POST /v1/payment_methods/:id': updatePaymentMethod,
    'POST /v1/payment_methods/:id/attach': attach,
    'POST /v1/payment_methods/:id/detach': detach,
    'GET /v1/payment_methods': list('payment_method', {
      filter: ['customer', 'type', 'allow_redisplay'],
      // Without a customer Stripe lists those of its Treasury alone, of which there are none.
      where: (_tx, { params }) => ('customer' in params ? {} : { customer: '' }),
    }),
  },
  publishable: ['POST /v1/payment_methods'],
});

export const cardFacts = resource('_card', {});

export const bankAccountFacts = resource('_bank_account', {});

export const linkedAccounts = resource('_linked_account', {});
