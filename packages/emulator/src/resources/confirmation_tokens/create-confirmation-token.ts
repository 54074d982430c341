import type Stripe from 'stripe';
import { invalidRequest, missingParam } from '../../kernel/errors.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Call } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { postalAddress } from '../customers/postal-address.ts';
import { usablePaymentMethod } from '../payment_methods/new-payment-method.ts';

/** Which payment method stands behind a token, which shows only a preview of it. It has the token's id. */
interface ConfirmationTokenFacts {
  id: string;
  payment_method: string;
}

declare module '../../kernel/objects.ts' {
  interface StripeObjects {
    _confirmation_token: ConfirmationTokenFacts;
  }
}

// Stripe's package exports these parameters under no name of their own.
type TokenData = NonNullable<Parameters<Stripe['testHelpers']['confirmationTokens']['create']>[0]>;

const lifeInSeconds = 12 * 60 * 60;

/** What Stripe's Payment Element makes in a browser, for tests without one. */
export function createConfirmationToken(tx: Tx, call: Call): Stripe.ConfirmationToken {
  const params = call.params as TokenData;
  for (const param of ['payment_method_data', 'payment_method_options']) {
    if (!(param in params)) continue;
    const message = `This emulator makes confirmation tokens of a \`payment_method\`, without \`${param}\`.`;
    throw invalidRequest({ param, message });
  }
  if (params.payment_method === undefined) throw missingParam('payment_method');
  const paymentMethod = usablePaymentMethod(tx, params.payment_method, { param: 'payment_method' });
  const created = tx.now(paymentMethod);
  const token = tx.insert('confirmation_token', {
    id: tx.newId('ctoken', 24),
    object: 'confirmation_token',
    created,
    expires_at: created + lifeInSeconds,
    livemode: false,
    mandate_data: null,
    metadata: null,
    payment_intent: null,
    payment_method_options: null,
    payment_method_preview: previewOf(paymentMethod),
    return_url: params.return_url ?? null,
    setup_future_usage: params.setup_future_usage ?? null,
    setup_intent: null,
    shipping: params.shipping ? shippingOf(params.shipping) : null,
    use_stripe_sdk: false,
  });
  tx.insert('_confirmation_token', { id: token.id, payment_method: paymentMethod.id });
  return token;
}

function previewOf(paymentMethod: Stripe.PaymentMethod): Stripe.ConfirmationToken.PaymentMethodPreview {
  const { allow_redisplay, billing_details, card, customer, customer_account, type } = paymentMethod;
  return {
    allow_redisplay,
    billing_details,
    card,
    customer: customer === null ? null : idOf(customer),
    customer_account,
    type,
  };
}

function shippingOf(shipping: NonNullable<TokenData['shipping']>): Stripe.ConfirmationToken.Shipping {
  return { address: postalAddress(shipping.address), name: shipping.name, phone: shipping.phone || null };
}
