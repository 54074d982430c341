// Where goods go and what taking them there costs.
import type Stripe from 'stripe';
import { invalidRequest } from '../../kernel/errors.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import { chosenShippingRate, shippingTerms } from '../shipping_rates/chosen-shipping-rate.ts';

type Session = Stripe.Checkout.Session;
type Given = NonNullable<Stripe.Checkout.SessionCreateParams['shipping_options']>;

/**
 * The ways of shipping that a session offers, each with its price.
 *
 * @throws StripeError for more than five, and for a rate that is archived or has no amount in the session's currency.
 */
export function shippingOptions(
  tx: Tx,
  { given, currency }: { given: Given; currency: string },
): Stripe.Checkout.Session.ShippingOption[] {
  if (given.length > 5) {
    throw invalidRequest({ message: 'You can only specify up to 5 shipping options.', param: 'shipping_options' });
  }
  return given.map((option, index) => {
    const param = `shipping_options[${index}]`;
    const rate = chosenShippingRate(tx, { given: option, param });
    return { shipping_amount: shippingTerms(rate, { currency, param }).amount, shipping_rate: rate.id };
  });
}

/**
 * Chooses one of the ways of shipping that a session offers; the session's sums follow.
 *
 * @throws StripeError for a rate that the session does not offer.
 */
export function offeredRate(session: Session, rate: string): string {
  if (session.shipping_options.some((option) => idOf(option.shipping_rate) === rate)) return rate;
  throw invalidRequest({ message: 'Choose one of the ways of shipping.', param: 'shipping_rate' });
}
