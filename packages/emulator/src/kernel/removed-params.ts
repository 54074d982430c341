import { invalidRequest } from './errors.ts';

/** Parameters that Stripe took away and refuses by a code of their own, so that one learns what came instead. */
const withoutMethodTypes = new Set([
  'POST /v1/checkout/sessions',
  'POST /v1/payment_intents',
  'POST /v1/payment_intents/:id',
  'POST /v1/payment_intents/:id/confirm',
  'POST /v1/setup_intents',
  'POST /v1/setup_intents/:id',
  'POST /v1/setup_intents/:id/confirm',
]);

/** @see https://docs.stripe.com/changelog/endive/2026-09-30/remove-payment-method-types-checkout-sessions */
export function refuseRemovedParams(operation: string, sent: Readonly<Record<string, unknown>>): void {
  if (!('payment_method_types' in sent) || !withoutMethodTypes.has(operation)) return;
  throw invalidRequest({
    code: 'payment_method_types_no_longer_supported',
    message:
      'The payment_method_types parameter is no longer supported. Manage payment methods with a payment method ' +
      'configuration, or narrow the automatic ones with allowed_payment_method_types.',
    param: 'payment_method_types',
  });
}
