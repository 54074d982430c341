import type Stripe from 'stripe';
import type { Tx } from '../../kernel/tx.ts';
import { boughtItems, type CheckoutFacts } from './facts.ts';

type CreateParams = Stripe.SubscriptionCreateParams;

/** The parameters with which a session makes its subscription. */
export function subscriptionParams(
  tx: Tx,
  { session, facts }: { session: Stripe.Checkout.Session; facts: CheckoutFacts },
): CreateParams {
  const { proration_behavior: prorates, ...data } = facts.subscriptionData;
  const recurring = boughtItems(facts).filter((item) => tx.get('price', item.price).type === 'recurring');
  const asked = session.payment_method_options?.card?.request_three_d_secure;
  return {
    ...(data as Partial<CreateParams>),
    ...(prorates === undefined
      ? {}
      : { proration_behavior: prorates as NonNullable<CreateParams['proration_behavior']> }),
    ...(session.currency === null ? {} : { currency: session.currency }),
    automatic_tax: { enabled: session.automatic_tax.enabled },
    items: recurring.map((item) => ({
      price: item.price,
      ...(item.quantity === undefined ? {} : { quantity: item.quantity }),
      ...(item.taxRates ? { tax_rates: item.taxRates } : {}),
      metadata: item.metadata as Stripe.MetadataParam,
    })),
    ...(asked === undefined
      ? {}
      : { payment_settings: { payment_method_options: { card: { request_three_d_secure: asked } } } }),
  };
}
