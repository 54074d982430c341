import type Stripe from 'stripe';
import { written } from '../../kernel/emptyable.ts';
import { invalidRequest } from '../../kernel/errors.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Call, Params } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import {
  refuseTokenWithoutConfirm,
  returnUrlOf,
  spendConfirmationToken,
} from '../confirmation_tokens/spend-confirmation-token.ts';
import { checkClientSecret } from '../payment_intents/client-secret.ts';
import { refuseUncovered } from '../payment_intents/create-payment-intent.ts';
import { checkOwner } from '../payment_intents/new-payment-intent.ts';
import { givenPaymentMethod } from '../payment_methods/given-payment-method.ts';
import { usablePaymentMethod } from '../payment_methods/new-payment-method.ts';
import { confirmSetupIntent } from './confirm-setup-intent.ts';
import { tellFollowers } from './followers.ts';
import { newSetupIntent } from './new-setup-intent.ts';

export function createSetupIntent(
  tx: Tx,
  { params, request }: Call<Params<'POST /v1/setup_intents'>>,
): Stripe.SetupIntent {
  refuseUncovered(params);
  refuseTokenWithoutConfirm(params);
  const { automatic_payment_methods, customer, description, metadata, usage } = params;
  const setupIntent = newSetupIntent(tx, {
    automatic_payment_methods,
    customer,
    description,
    metadata,
    payment_method: givenPaymentMethod(tx, params, { request, customer }),
    request_three_d_secure: params.payment_method_options?.card?.request_three_d_secure,
    usage,
  });
  if (!params.confirm) return setupIntent;
  const spent = spendConfirmationToken(tx, params, setupIntent);
  const { error, setupIntent: confirmed } = confirmSetupIntent(tx, {
    setupIntent,
    paymentMethod: setupIntent.payment_method ?? spent?.paymentMethod,
    returnUrl: returnUrlOf(params, spent),
  });
  if (error) throw error;
  return confirmed;
}

export function confirm(
  tx: Tx,
  { path, params, request }: Call<Params<'POST /v1/setup_intents/:id/confirm'>, 'id'>,
): Stripe.SetupIntent {
  refuseUncovered(params);
  const before = tx.get('setup_intent', path.id);
  checkClientSecret(before, params, request);
  const spent = spendConfirmationToken(tx, params, before);
  const { error, setupIntent } = confirmSetupIntent(tx, {
    setupIntent: path.id,
    paymentMethod: givenPaymentMethod(tx, params, { request, customer: before.customer }) ?? spent?.paymentMethod,
    returnUrl: returnUrlOf(params, spent),
  });
  if (error) throw error;
  return setupIntent;
}

/** Stripe sends no event for this. */
export function updateSetupIntent(
  tx: Tx,
  { path, params, request }: Call<Params<'POST /v1/setup_intents/:id'>, 'id'>,
): Stripe.SetupIntent {
  refuseUncovered(params);
  const before = tx.get('setup_intent', path.id);
  const customer =
    params.customer === undefined
      ? idOf(before.customer)
      : tx.get('customer', params.customer, { param: 'customer' }).id;
  const isOpen = before.status !== 'succeeded' && before.status !== 'canceled';
  const isMethodGiven = params.payment_method !== undefined || params.payment_method_data !== undefined;
  if (!isOpen && (params.customer !== undefined || isMethodGiven)) {
    const message = `You cannot update this SetupIntent because it has a status of ${before.status}.`;
    throw invalidRequest({ code: 'setup_intent_unexpected_state', message });
  }
  const given = givenPaymentMethod(tx, params, { request, customer });
  const method = given ? usablePaymentMethod(tx, given, { param: 'payment_method', customer }) : null;
  if (method) checkOwner(method, customer);
  return tx.update('setup_intent', before.id, {
    customer,
    description: written(params.description, before.description),
    metadata: mergedMetadata(before.metadata, params.metadata),
    ...(method ? { next_action: null, payment_method: method.id, status: 'requires_confirmation' } : {}),
  });
}

export function cancelSetupIntent(
  tx: Tx,
  { setupIntent, reason }: { setupIntent: string | { id: string }; reason?: Stripe.SetupIntent.CancellationReason },
): Stripe.SetupIntent {
  const before = tx.get('setup_intent', setupIntent);
  if (before.status === 'succeeded' || before.status === 'canceled') {
    const message = `You cannot cancel this SetupIntent because it has a status of ${before.status}. Only a SetupIntent with one of the following statuses may be canceled: requires_payment_method, requires_confirmation, requires_action.`;
    throw invalidRequest({ code: 'setup_intent_unexpected_state', message });
  }
  const canceled = tx.update('setup_intent', before.id, {
    cancellation_reason: reason ?? null,
    next_action: null,
    status: 'canceled',
  });
  tx.emit('setup_intent.canceled', canceled);
  return tellFollowers(tx, canceled);
}

export function cancel(
  tx: Tx,
  { path, params }: Call<Params<'POST /v1/setup_intents/:id/cancel'>, 'id'>,
): Stripe.SetupIntent {
  return cancelSetupIntent(tx, { setupIntent: path.id, reason: params.cancellation_reason });
}
