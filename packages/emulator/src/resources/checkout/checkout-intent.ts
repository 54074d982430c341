import type Stripe from 'stripe';
import type { PaymentIntentData } from '../payment_intents/new-payment-intent.ts';
import type { CheckoutFacts } from './facts.ts';

type Session = Stripe.Checkout.Session;
type MethodChoiceName =
  'allowed_payment_method_types' | 'excluded_payment_method_types' | 'payment_method_configuration';

function given<K extends string, T>(fields: Record<K, T | undefined>): Partial<Record<K, T>> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<Record<K, T>>;
}

function shipping({ paymentIntentData, shipping: typed }: CheckoutFacts): PaymentIntentData['shipping'] {
  if (!typed) return paymentIntentData.shipping;
  const parts = Object.entries(typed.address).filter(([, value]) => value !== null);
  return { name: typed.name, address: Object.fromEntries(parts) as Stripe.AddressParam };
}

/** The payment methods that an intent of the session takes are those of the session. */
export function methodChoiceOf(session: Session): Pick<PaymentIntentData, MethodChoiceName> {
  return given({
    allowed_payment_method_types: session.allowed_payment_method_types ?? undefined,
    excluded_payment_method_types: session.excluded_payment_method_types,
    payment_method_configuration: session.payment_method_configuration_details?.id,
  }) as Pick<PaymentIntentData, MethodChoiceName>;
}

/** What the payment of a session takes over from it; the sum and the payer come beside. */
export function checkoutIntent({
  session,
  facts,
}: {
  session: Session;
  facts: CheckoutFacts;
}): Omit<PaymentIntentData, 'amount' | 'customer'> {
  const currency = session.currency ?? 'usd';
  const choice = methodChoiceOf(session);
  const card = session.payment_method_options?.card;
  const asked = card?.request_three_d_secure;
  const secure = asked === undefined ? {} : { payment_method_options: { card: { request_three_d_secure: asked } } };
  if (session.mode === 'subscription') {
    return { ...secure, ...choice, currency, setup_future_usage: 'off_session', description: 'Subscription creation' };
  }
  const { metadata, ...data } = facts.paymentIntentData;
  return {
    ...secure,
    ...choice,
    currency,
    setup_future_usage:
      data.setup_future_usage ?? card?.setup_future_usage ?? (facts.savesMethod ? 'on_session' : null),
    description: data.description ?? null,
    ...(metadata ? { metadata } : {}),
    ...given({ capture_method: data.capture_method ?? card?.capture_method }),
    ...given({ receipt_email: data.receipt_email, statement_descriptor: data.statement_descriptor }),
    ...given({ statement_descriptor_suffix: data.statement_descriptor_suffix, transfer_group: data.transfer_group }),
    ...given({ shipping: shipping(facts) }),
  };
}
