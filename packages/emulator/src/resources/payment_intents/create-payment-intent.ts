import type Stripe from 'stripe';
import { invalidRequest } from '../../kernel/errors.ts';
import type { Call, Params } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import {
  refuseTokenWithoutConfirm,
  returnUrlOf,
  spendConfirmationToken,
} from '../confirmation_tokens/spend-confirmation-token.ts';
import type { SpentToken } from '../confirmation_tokens/spend-confirmation-token.ts';
import { givenPaymentMethod } from '../payment_methods/given-payment-method.ts';
import { confirmPaymentIntent } from './confirm-payment-intent.ts';
import type { Confirmation } from './confirm-payment-intent.ts';
import { newPaymentIntent } from './new-payment-intent.ts';
import { checkClientSecret } from './client-secret.ts';

export function createPaymentIntent(
  tx: Tx,
  { params, request }: Call<Params<'POST /v1/payment_intents'>>,
): Stripe.PaymentIntent {
  refuseUncovered(params);
  refuseTokenWithoutConfirm(params);
  if (params.off_session !== undefined && !params.confirm) {
    const message = 'You cannot set `off_session` when creating a PaymentIntent without `confirm=true`.';
    throw invalidRequest({ param: 'off_session', message });
  }
  const { payment_method_options, ...data } = params;
  const card = payment_method_options?.card || undefined;
  const paymentIntent = newPaymentIntent(tx, {
    ...data,
    payment_method: givenPaymentMethod(tx, params, { request, customer: params.customer }),
    request_three_d_secure: card?.request_three_d_secure,
  });
  if (!params.confirm) return paymentIntent;
  const spent = spendConfirmationToken(tx, params, paymentIntent);
  if (spent) takeFromToken(tx, paymentIntent, spent);
  const { error, paymentIntent: confirmed } = confirmPaymentIntent(tx, {
    paymentIntent,
    paymentMethod: paymentIntent.payment_method ?? spent?.paymentMethod,
    ...howToConfirm(params, spent),
  });
  if (error) throw error;
  return confirmed;
}

/** With the secret key, or from the browser with the intent's own secret. */
export function confirm(
  tx: Tx,
  { path, params, request }: Call<Params<'POST /v1/payment_intents/:id/confirm'>, 'id'>,
): Stripe.PaymentIntent {
  refuseUncovered(params);
  const before = tx.get('payment_intent', path.id);
  checkClientSecret(before, params, request);
  tx.update('payment_intent', before.id, {
    receipt_email: params.receipt_email === undefined ? before.receipt_email : params.receipt_email || null,
    setup_future_usage:
      params.setup_future_usage === undefined ? before.setup_future_usage : params.setup_future_usage || null,
  });
  const spent = spendConfirmationToken(tx, params, before);
  if (spent) takeFromToken(tx, before, spent);
  const given = givenPaymentMethod(tx, params, { request, customer: before.customer });
  const { error, paymentIntent } = confirmPaymentIntent(tx, {
    paymentIntent: before.id,
    paymentMethod: given ?? spent?.paymentMethod,
    ...howToConfirm(params, spent),
  });
  if (error) throw error;
  return paymentIntent;
}

function howToConfirm(
  params: Params<'POST /v1/payment_intents'> | Params<'POST /v1/payment_intents/:id/confirm'>,
  spent: SpentToken | null,
): Pick<Confirmation, 'errorOnRequiresAction' | 'offSession' | 'returnUrl'> {
  return {
    offSession: params.off_session !== undefined && params.off_session !== false,
    errorOnRequiresAction: params.error_on_requires_action,
    returnUrl: returnUrlOf(params, spent),
  };
}

/** What the customer chose with the token goes over to the payment, where the token says anything. */
function takeFromToken(tx: Tx, { id }: Stripe.PaymentIntent, { token }: SpentToken): void {
  const { setup_future_usage, shipping } = token;
  tx.update('payment_intent', id, {
    ...(setup_future_usage === null ? {} : { setup_future_usage }),
    ...(shipping === null ? {} : { shipping: { ...shipping, carrier: null, tracking_number: null } }),
  });
}

/** What the emulator does not act on is refused, so that nobody believes it happened. */
export function refuseUncovered(params: object): void {
  for (const param of ['transfer_data', 'on_behalf_of', 'application_fee_amount']) {
    if (!(param in params)) continue;
    throw invalidRequest({ param, message: `This emulator does not cover the parameter \`${param}\` of intents.` });
  }
}
