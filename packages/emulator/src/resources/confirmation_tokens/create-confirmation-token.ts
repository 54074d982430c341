import type Stripe from 'stripe';
import { invalidRequest, missingParam } from '../../kernel/errors.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Call } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { postalAddress } from '../customers/postal-address.ts';
import { givenPaymentMethod } from '../payment_methods/given-payment-method.ts';
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
type TestTokenParams = NonNullable<Parameters<Stripe['testHelpers']['confirmationTokens']['create']>[0]>;

/** What Stripe.js sends. */
export type ConfirmationTokenParams = TestTokenParams & {
  mandate_data?: Stripe.PaymentIntentConfirmParams.MandateData;
  use_stripe_sdk?: boolean;
};

const lifeInSeconds = 12 * 60 * 60;

/** What Stripe's Payment Element makes in a browser, and what tests without one make in its place. */
export function createConfirmationToken(
  tx: Tx,
  { params, request }: Call<ConfirmationTokenParams>,
): Stripe.ConfirmationToken {
  if (params.payment_method_options) {
    const param = 'payment_method_options';
    throw invalidRequest({ param, message: `This emulator makes confirmation tokens without \`${param}\`.` });
  }
  const given = givenPaymentMethod(tx, params, { request, customer: null });
  if (!given) throw missingParam('payment_method');
  const paymentMethod = usablePaymentMethod(tx, given, { param: 'payment_method' });
  const created = tx.now(paymentMethod);
  const token = tx.insert('confirmation_token', {
    id: tx.newId('ctoken', 24),
    object: 'confirmation_token',
    created,
    expires_at: created + lifeInSeconds,
    livemode: false,
    mandate_data: acceptanceOf(params),
    metadata: null,
    payment_intent: null,
    payment_method_options: null,
    payment_method_preview: previewOf(paymentMethod),
    return_url: params.return_url ?? null,
    setup_future_usage: params.setup_future_usage ?? null,
    setup_intent: null,
    shipping: params.shipping ? shippingOf(params.shipping) : null,
    use_stripe_sdk: params.use_stripe_sdk ?? false,
  });
  tx.insert('_confirmation_token', { id: token.id, payment_method: paymentMethod.id });
  return token;
}

/** A browser leaves it to Stripe to see where the customer agreed. */
function acceptanceOf({ mandate_data: data }: ConfirmationTokenParams): Stripe.ConfirmationToken.MandateData | null {
  if (!data) return null;
  const { online, type = 'online' } = data.customer_acceptance ?? {};
  const { ip_address = null, user_agent = null } = online ?? {};
  return { customer_acceptance: { online: type === 'online' ? { ip_address, user_agent } : null, type } };
}

function previewOf(paymentMethod: Stripe.PaymentMethod): Stripe.ConfirmationToken.PaymentMethodPreview {
  const { allow_redisplay, billing_details, card, customer, customer_account, type } = paymentMethod;
  const { sepa_debit, us_bank_account } = paymentMethod;
  return {
    allow_redisplay,
    billing_details,
    ...(card ? { card } : {}),
    customer: customer === null ? null : idOf(customer),
    customer_account,
    ...(sepa_debit ? { sepa_debit } : {}),
    type,
    ...(us_bank_account ? { us_bank_account } : {}),
  };
}

function shippingOf(shipping: NonNullable<ConfirmationTokenParams['shipping']>): Stripe.ConfirmationToken.Shipping {
  return { address: postalAddress(shipping.address), name: shipping.name, phone: shipping.phone || null };
}
