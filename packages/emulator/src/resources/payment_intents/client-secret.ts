import type Stripe from 'stripe';
import { invalidRequest, missing } from '../../kernel/errors.ts';
import type { StripeError } from '../../kernel/errors.ts';
import type { CallRequest } from '../../kernel/resource.ts';

/** A publishable key is no secret: with it the caller must know the one intent's secret, else there is no such intent. */
export function checkClientSecret(
  intent: Stripe.PaymentIntent | Stripe.SetupIntent,
  params: object,
  request: CallRequest,
): void {
  const given = 'client_secret' in params ? params.client_secret : undefined;
  if (given === undefined && !request.isPublishable) return;
  if (given !== intent.client_secret) throw missing(intent.object, intent.id);
}

/** With `confirmation_method=manual`, a browser that knows the secret may look but not pay. */
export function refuseManualInBrowser(intent: Stripe.PaymentIntent, request: CallRequest): void {
  if (!request.isPublishable || intent.confirmation_method !== 'manual') return;
  const message = `This PaymentIntent (${intent.id}) cannot be confirmed using your publishable key because its \`confirmation_method\` is set to \`manual\`. Please use your secret key instead, or create a PaymentIntent with \`confirmation_method\` set to \`automatic\`.`;
  throw invalidRequest({ code: 'payment_intent_invalid_parameter', message });
}

/** An address with a client secret where the id belongs is told so. */
export function refuseMissingIntent(id: string): StripeError {
  if (!/^pi_[^_]+_secret_/.test(id)) return missing('payment_intent', id, 'intent', 404);
  return invalidRequest({
    status: 404,
    message:
      'You passed a string that looks like a client secret as the PaymentIntent ID, but you must provide a valid PaymentIntent ID. ' +
      'Please use the value in the `id` field of the PaymentIntent.',
    param: 'intent',
  });
}
