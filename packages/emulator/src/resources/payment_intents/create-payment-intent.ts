import type Stripe from 'stripe';
import { written } from '../../kernel/emptyable.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Call, Params } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import {
  mandateDataOf,
  refuseTokenWithoutConfirm,
  returnUrlOf,
  spendConfirmationToken,
} from '../confirmation_tokens/spend-confirmation-token.ts';
import type { SpentToken } from '../confirmation_tokens/spend-confirmation-token.ts';
import { givenPaymentMethod } from '../payment_methods/given-payment-method.ts';
import { shippingOf } from '../charges/update-charge.ts';
import { checkEmail } from '../customers/check-customer.ts';
import { writeAmountDetails } from './amount-details.ts';
import { confirmPaymentIntent, refuseSettledConfirm } from './confirm-payment-intent.ts';
import type { Confirmation } from './confirm-payment-intent.ts';
import { newPaymentIntent } from './new-payment-intent.ts';
import { methodFields } from './method-fields.ts';
import { refuseAwaySetup, refuseUncovered, refuseWithoutConfirm } from './uncovered-params.ts';
import { checkClientSecret, refuseManualInBrowser } from './client-secret.ts';

export function createPaymentIntent(
  tx: Tx,
  { params, request }: Call<Params<'POST /v1/payment_intents'>>,
): Stripe.PaymentIntent {
  refuseUncovered(params);
  refuseTokenWithoutConfirm(params);
  refuseWithoutConfirm(params, 'PaymentIntent');
  checkEmail(params.receipt_email, 'receipt_email');
  const created = newPaymentIntent(tx, {
    ...params,
    payment_method: givenPaymentMethod(tx, params, { request, customer: params.customer }),
  });
  const paymentIntent = writeAmountDetails(tx, created, params.amount_details);
  if (!params.confirm) return paymentIntent;
  const spent = spendConfirmationToken(tx, params, paymentIntent);
  return confirmed(tx, { paymentIntent, method: idOf(paymentIntent.payment_method), params, spent });
}

/** With the secret key, or from the browser with the intent's own secret. */
export function confirm(
  tx: Tx,
  { path, params, request }: Call<Params<'POST /v1/payment_intents/:id/confirm'>, 'id'>,
): Stripe.PaymentIntent {
  refuseUncovered(params);
  const before = tx.get('payment_intent', path.id);
  checkClientSecret(before, params, request);
  refuseManualInBrowser(before, request);
  refuseSettledConfirm(before);
  checkEmail(params.receipt_email || undefined, 'receipt_email');
  const { shipping } = params;
  const changed = tx.update('payment_intent', before.id, {
    ...methodFields(before, params),
    receipt_email: written(params.receipt_email, before.receipt_email),
    setup_future_usage: written(params.setup_future_usage, before.setup_future_usage),
    shipping: shipping === undefined ? before.shipping : shipping ? shippingOf(shipping) : null,
  });
  const paymentIntent = writeAmountDetails(tx, changed, params.amount_details);
  const spent = spendConfirmationToken(tx, params, paymentIntent);
  const given = givenPaymentMethod(tx, params, { request, customer: before.customer });
  return confirmed(tx, { paymentIntent, method: given ?? null, params, spent });
}

/** Confirms as the request says; a decline is what it answers. */
function confirmed(
  tx: Tx,
  options: {
    paymentIntent: Stripe.PaymentIntent;
    method: string | null;
    params: ConfirmParams;
    spent: SpentToken | null;
  },
): Stripe.PaymentIntent {
  const { params, spent } = options;
  const chosen = spent ? takeFromToken(tx, options.paymentIntent, spent) : options.paymentIntent;
  refuseAwaySetup(params, chosen.setup_future_usage);
  const { error, paymentIntent } = confirmPaymentIntent(tx, {
    paymentIntent: chosen,
    paymentMethod: options.method ?? spent?.paymentMethod,
    ...howToConfirm(params, spent),
  });
  if (error) throw error;
  return paymentIntent;
}

type ConfirmParams = Params<'POST /v1/payment_intents'> | Params<'POST /v1/payment_intents/:id/confirm'>;

function howToConfirm(
  params: ConfirmParams,
  spent: SpentToken | null,
): Omit<Confirmation, 'paymentIntent' | 'paymentMethod'> {
  return {
    offSession: params.off_session !== undefined && params.off_session !== false,
    errorOnRequiresAction: params.error_on_requires_action,
    returnUrl: returnUrlOf(params, spent),
    mandate: params.mandate,
    mandateData: mandateDataOf(params, spent),
  };
}

/** What the customer chose with the token goes over to the payment, where the token says anything. */
function takeFromToken(tx: Tx, { id }: Stripe.PaymentIntent, { token }: SpentToken): Stripe.PaymentIntent {
  const { setup_future_usage, shipping } = token;
  return tx.update('payment_intent', id, {
    ...(setup_future_usage === null ? {} : { setup_future_usage }),
    ...(shipping === null ? {} : { shipping: { ...shipping, carrier: null, tracking_number: null } }),
  });
}
