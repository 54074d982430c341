import { Stripe } from 'stripe';
import { BillingError } from '../kernel/errors.ts';
import { isStripeOutage } from '../kernel/stripe-client.ts';
import { declineInWords } from '../payment-methods/index.ts';

/**
 * What Stripe's refusal means to the person who asked; null for what is our own mistake (a wrong parameter), which must
 * rise as an internal error.
 * @see https://docs.stripe.com/api/errors
 */
export function refusalFromStripe(error: unknown): BillingError | null {
  if (error instanceof Stripe.errors.StripeCardError) {
    if (error.code === 'authentication_required')
      return new BillingError('authentication_required', declineInWords('authentication_required'), { cause: error });
    const reason = error.decline_code ?? error.code ?? 'generic_decline';
    return new BillingError('card_declined', declineInWords(reason), { decline_code: reason, cause: error });
  }
  if (isStripeOutage(error))
    return new BillingError(
      'stripe_unavailable',
      'Our payment provider does not answer at the moment. You were not charged; try again in a few minutes.',
      { cause: error },
    );
  return null;
}
