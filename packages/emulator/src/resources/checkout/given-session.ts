// What tests of Checkout begin with.
import type Stripe from 'stripe';
import { givenPrice } from '../../billing-cycle/given-billing.ts';
import type { Emulator } from '../../create-emulator.ts';
import { confirmCheckout, type CheckoutOutcome, type Submission } from './confirm-checkout.ts';

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

/** A session that sells two pairs of gloves once, $20.00 each before tax. */
export async function givenPurchase(
  stripe: Stripe,
  params: Partial<Stripe.Checkout.SessionCreateParams> = {},
): Promise<Stripe.Checkout.Session> {
  const product_data = { name: 'Gloves' };
  const price_data = { currency: 'usd', unit_amount: 2000, tax_behavior: 'exclusive' as const, product_data };
  return stripe.checkout.sessions.create({
    mode: 'payment',
    line_items: [{ price_data, quantity: 2 }],
    ...home,
    ...params,
  });
}

/** What the page does when the button is pressed. */
export function pay(
  emulator: Emulator,
  session: { id: string },
  paymentMethod?: string,
  typed: Partial<Submission> = {},
): Promise<CheckoutOutcome> {
  return emulator.transact((tx) =>
    confirmCheckout(tx, {
      session: tx.get('checkout.session', session.id),
      email: 'ada@example.com',
      ...(paymentMethod === undefined ? {} : { paymentMethod }),
      billingDetails: { name: 'Ada Lovelace', address: { country: 'US', postal_code: '94111' } },
      ...typed,
    }),
  );
}
