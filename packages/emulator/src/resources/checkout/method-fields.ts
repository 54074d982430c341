// What a session says of the ways to pay it.
import type Stripe from 'stripe';
import { exclusiveParams, invalidRequest } from '../../kernel/errors.ts';
import type { Tx } from '../../kernel/tx.ts';
import { methodTypes } from '../payment_intents/method-types.ts';
import { configurationOf } from '../payment_method_configurations/default-configuration.ts';

type Session = Stripe.Checkout.Session;
type CreateParams = Stripe.Checkout.SessionCreateParams;

interface MethodChoices {
  params: CreateParams;
  currency: string | null;
  /** The types that a payment link lists; null where the configuration decides. */
  listed: readonly string[] | null;
}

/**
 * How a session can be paid: what its configuration switches on, as far as currency, capture and the session's own lists let it.
 *
 * @throws StripeError when that leaves no way to pay.
 * @see https://docs.stripe.com/payments/payment-methods/dynamic-payment-methods
 */
function typesOf(configuration: Stripe.PaymentMethodConfiguration, { params, currency, listed }: MethodChoices) {
  const { allowed_payment_method_types: allowed, excluded_payment_method_types: excluded } = params;
  if (allowed && excluded) {
    throw exclusiveParams('allowed_payment_method_types', 'excluded_payment_method_types');
  }
  const isHeld = params.payment_intent_data?.capture_method === 'manual';
  const types = methodTypes({ configuration, currency, allowed, excluded, isHeld, named: listed ?? undefined });
  const offered = listed ? types.filter((type) => listed.includes(type)) : types;
  if (offered.length > 0) return offered;
  throw invalidRequest({
    message:
      'No valid payment method types for this Checkout Session. Please ensure that you have activated payment methods compatible with your chosen currency in your dashboard.',
    param: excluded ? 'excluded_payment_method_types' : 'allowed_payment_method_types',
  });
}

function methodOptions({
  card,
}: NonNullable<CreateParams['payment_method_options']>): Session['payment_method_options'] {
  return {
    card: {
      ...(card?.capture_method ? { capture_method: card.capture_method } : {}),
      request_three_d_secure: card?.request_three_d_secure ?? 'automatic',
      ...(card?.restrictions ? { restrictions: card.restrictions } : {}),
      ...(card?.setup_future_usage ? { setup_future_usage: card.setup_future_usage } : {}),
    },
  };
}

export function methodFields(tx: Tx, choices: MethodChoices): Partial<Session> {
  const { params } = choices;
  const configuration = configurationOf(tx, params.payment_method_configuration);
  return {
    allowed_payment_method_types: params.allowed_payment_method_types ?? null,
    payment_method_configuration_details: { id: configuration.id, parent: null },
    payment_method_options: methodOptions(params.payment_method_options ?? {}),
    payment_method_types: typesOf(configuration, choices),
  };
}
