import type Stripe from 'stripe';
import type { SessionView } from './session-view.ts';

/**
 * The saved cards that Checkout offers again: those whose owner agreed to it, unless the session says otherwise.
 *
 * @see https://docs.stripe.com/payments/checkout/save-during-payment
 */
export function offeredCards(view: SessionView): Stripe.PaymentMethod[] {
  if (!view.session.payment_method_types.includes('card')) return [];
  const filters = view.session.saved_payment_method_options?.allow_redisplay_filters ?? ['always'];
  return view.savedPaymentMethods.filter((method) => filters.some((filter) => filter === method.allow_redisplay));
}
