import { list } from '../../kernel/read-operations.ts';
import { resource } from '../../kernel/resource.ts';
import { attach, detach } from './attach-payment-method.ts';
import { createPaymentMethod } from './create-payment-method.ts';
import { retrievePaymentMethod } from './retrieve-payment-method.ts';
import { updatePaymentMethod } from './update-payment-method.ts';

/** https://docs.stripe.com/api/payment_methods */
export const paymentMethods = resource('payment_method', {
  indexes: ['customer'],
  operations: {
    'POST /v1/payment_methods': createPaymentMethod,
    'GET /v1/payment_methods/:id': retrievePaymentMethod,
    'POST /v1/payment_methods/:id': updatePaymentMethod,
    'POST /v1/payment_methods/:id/attach': attach,
    'POST /v1/payment_methods/:id/detach': detach,
    'GET /v1/payment_methods': list('payment_method', { filter: ['customer', 'type', 'allow_redisplay'] }),
  },
  publishable: ['POST /v1/payment_methods'],
});

export const cardFacts = resource('_card', {});
