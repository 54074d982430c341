import type Stripe from 'stripe';
import { missing } from '../../kernel/errors.ts';
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
