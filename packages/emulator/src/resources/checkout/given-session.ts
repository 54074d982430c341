// What tests of Checkout begin with.
import type Stripe from 'stripe';
import { givenPrice } from '../../billing-cycle/given-billing.ts';

/** Where the shop is. */
export const home = { success_url: 'https://example.com/done?id={CHECKOUT_SESSION_ID}' };

/** A session that sells a month of Lightweight, $14.99 before tax. */
export async function givenSession(
  stripe: Stripe,
  params: Partial<Stripe.Checkout.SessionCreateParams> = {},
): Promise<Stripe.Checkout.Session> {
  const price = await givenPrice(stripe, { unit_amount: 1499, tax_behavior: 'exclusive' });
  return stripe.checkout.sessions.create({
    mode: 'subscription',
    line_items: [{ price: price.id, quantity: 1 }],
    ...home,
    ...params,
  });
}
