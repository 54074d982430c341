// What a session says of the ways to pay it.
import type Stripe from 'stripe';
import { invalidRequest } from '../../kernel/errors.ts';
import type { Tx } from '../../kernel/tx.ts';
import { defaultConfiguration } from '../payment_method_configurations/default-configuration.ts';

type Session = Stripe.Checkout.Session;
type CreateParams = Stripe.Checkout.SessionCreateParams;

/** @throws StripeError when what the session allows and excludes leaves no way to pay. */
function checkCardsStay(params: CreateParams): void {
  const { allowed_payment_method_types: allowed, excluded_payment_method_types: excluded } = params;
  if (allowed && excluded) {
    const message =
      'You may only specify one of these parameters: allowed_payment_method_types, excluded_payment_method_types.';
    throw invalidRequest({ code: 'parameters_exclusive', message, param: 'allowed_payment_method_types' });
  }
  const isCardOut = excluded?.includes('card') || (allowed && !allowed.includes('card'));
  if (!isCardOut) return;
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

export function methodFields(tx: Tx, params: CreateParams): Partial<Session> {
  checkCardsStay(params);
  const configuration = params.payment_method_configuration;
  const id =
    configuration === undefined
      ? defaultConfiguration(tx).id
      : tx.get('payment_method_configuration', configuration, { param: 'payment_method_configuration' }).id;
  return {
    allowed_payment_method_types: params.allowed_payment_method_types ?? null,
    payment_method_configuration_details: { id, parent: null },
    payment_method_options: methodOptions(params.payment_method_options ?? {}),
  };
}
