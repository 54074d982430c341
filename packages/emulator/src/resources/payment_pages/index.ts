import type Stripe from 'stripe';
import type { OperationKey, ResourceDefinition } from '../../kernel/resource.ts';
import { confirmPaymentPage } from './confirm-payment-page.ts';
import { continuePaymentPage } from './continue-payment-page.ts';
import { pageSession, paymentPage } from './payment-page.ts';
import type { PaymentPage } from './payment-page.ts';
import { updatePaymentPage } from './update-payment-page.ts';
import type { PaymentPageUpdate } from './update-payment-page.ts';

declare module '../../kernel/operations.generated.ts' {
  interface Operations {
    'GET /v1/payment_pages/:id': { params: { client_secret?: string }; result: Stripe.Checkout.Session };
    'POST /v1/payment_pages/:id/init': { params: { client_secret?: string }; result: PaymentPage };
    'POST /v1/payment_pages/:id': { params: PaymentPageUpdate; result: PaymentPage };
    'POST /v1/payment_pages/:id/confirm': {
      params: { client_secret?: string; payment_method?: string; expected_amount?: number };
      result: Stripe.Checkout.Session;
    };
    'POST /v1/payment_pages/:id/continue': { params: { client_secret?: string }; result: PaymentPage };
  }
}

/** What Checkout's own page and Stripe.js call at Stripe, and `stripe trigger checkout.session.completed` in their place. */
export const paymentPageOperations: ResourceDefinition<'_checkout'>['operations'] = {
  'GET /v1/payment_pages/:id': pageSession,
  'POST /v1/payment_pages/:id/init': (tx, call) => paymentPage(tx, pageSession(tx, call)),
  'POST /v1/payment_pages/:id': updatePaymentPage,
  'POST /v1/payment_pages/:id/confirm': confirmPaymentPage,
  'POST /v1/payment_pages/:id/continue': continuePaymentPage,
};

export const publishablePaymentPages = Object.keys(paymentPageOperations) as OperationKey[];
