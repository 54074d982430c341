import type Stripe from 'stripe';
import type { ResourceDefinition } from '../../kernel/resource.ts';
import { retrieve } from '../../kernel/read-operations.ts';
import { confirmPaymentPage } from './confirm-payment-page.ts';

declare module '../../kernel/operations.generated.ts' {
  interface Operations {
    'GET /v1/payment_pages/:id': { params: object; result: Stripe.Checkout.Session };
    'POST /v1/payment_pages/:id/confirm': {
      params: { payment_method?: string; expected_amount?: number };
      result: Stripe.Checkout.Session;
    };
  }
}

/** What Checkout's own page calls at Stripe, and `stripe trigger checkout.session.completed` in its place. */
export const paymentPageOperations: ResourceDefinition<'_checkout'>['operations'] = {
  'GET /v1/payment_pages/:id': retrieve('checkout.session'),
  'POST /v1/payment_pages/:id/confirm': confirmPaymentPage,
};
