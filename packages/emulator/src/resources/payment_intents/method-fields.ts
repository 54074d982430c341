import type Stripe from 'stripe';
import type { Params } from '../../kernel/resource.ts';
import { optionsAfter } from './method-options.ts';

type MethodParams = Pick<
  Params<'POST /v1/payment_intents/:id'>,
  'allowed_payment_method_types' | 'capture_method' | 'excluded_payment_method_types' | 'payment_method_options'
>;

/** How an intent may be paid, after a write by an update or a confirmation. */
export function methodFields(
  before: Stripe.PaymentIntent,
  params: MethodParams,
): Pick<Stripe.PaymentIntent, keyof MethodParams> {
  const { excluded_payment_method_types: excluded } = params;
  return {
    allowed_payment_method_types: params.allowed_payment_method_types ?? before.allowed_payment_method_types,
    capture_method: params.capture_method ?? before.capture_method,
    excluded_payment_method_types: excluded === undefined ? before.excluded_payment_method_types : excluded || null,
    payment_method_options: optionsAfter(params.payment_method_options, before.payment_method_options),
  };
}
