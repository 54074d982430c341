import type Stripe from 'stripe';
import { written } from '../../kernel/emptyable.ts';
import { invalidRequest } from '../../kernel/errors.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Call, Params } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import {
  mandateDataOf,
  refuseTokenWithoutConfirm,
  returnUrlOf,
  spendConfirmationToken,
} from '../confirmation_tokens/spend-confirmation-token.ts';
import { checkClientSecret } from '../payment_intents/client-secret.ts';
import { refuseUncovered, refuseWithoutConfirm } from '../payment_intents/uncovered-params.ts';
import { configurationDetails } from '../payment_method_configurations/default-configuration.ts';
import { checkOwner } from '../payment_intents/new-payment-intent.ts';
import { givenPaymentMethod } from '../payment_methods/given-payment-method.ts';
import { usablePaymentMethod } from '../payment_methods/new-payment-method.ts';
import { confirmSetupIntent } from './confirm-setup-intent.ts';
import { tellFollowers } from './followers.ts';
import { newSetupIntent, setupOptionsAfter, setupTypesOf } from './new-setup-intent.ts';

export function createSetupIntent(
  tx: Tx,
  { params, request }: Call<Params<'POST /v1/setup_intents'>>,
): Stripe.SetupIntent {
  refuseUncovered(params);
  refuseTokenWithoutConfirm(params);
  refuseWithoutConfirm(params, 'SetupIntent');
  const setupIntent = newSetupIntent(tx, {
    ...params,
    payment_method: givenPaymentMethod(tx, params, { request, customer: params.customer }),
  });
  if (!params.confirm) return setupIntent;
  return confirmed(tx, { setupIntent, method: idOf(setupIntent.payment_method), params });
}

export function confirm(
  tx: Tx,
  { path, params, request }: Call<Params<'POST /v1/setup_intents/:id/confirm'>, 'id'>,
): Stripe.SetupIntent {
  refuseUncovered(params);
  const before = tx.get('setup_intent', path.id);
  checkClientSecret(before, params, request);
  const setupIntent = tx.update('setup_intent', before.id, methodFields(before, params));
  const method = givenPaymentMethod(tx, params, { request, customer: before.customer }) ?? null;
  return confirmed(tx, { setupIntent, method, params });
}

/** Confirms as the request says; a decline is what it answers. */
function confirmed(
  tx: Tx,
  options: { setupIntent: Stripe.SetupIntent; method: string | null; params: ConfirmParams },
): Stripe.SetupIntent {
  const { method, params } = options;
  const spent = spendConfirmationToken(tx, params, options.setupIntent);
  const { error, setupIntent } = confirmSetupIntent(tx, {
    setupIntent: options.setupIntent,
    paymentMethod: method ?? spent?.paymentMethod,
    returnUrl: returnUrlOf(params, spent),
    mandateData: mandateDataOf(params, spent),
    singleUse: tx.find('_setup_intent', options.setupIntent.id)?.singleUse,
  });
  if (error) throw error;
  return setupIntent;
}

type ConfirmParams = Params<'POST /v1/setup_intents'> | Params<'POST /v1/setup_intents/:id/confirm'>;

type MethodParams = Pick<
  Params<'POST /v1/setup_intents/:id'>,
  'allowed_payment_method_types' | 'excluded_payment_method_types' | 'payment_method_options'
>;

/** How a payment method may be saved, after a write by an update or a confirmation. */
function methodFields(before: Stripe.SetupIntent, params: MethodParams): Partial<Stripe.SetupIntent> {
  const { excluded_payment_method_types: excluded } = params;
  return {
    allowed_payment_method_types: params.allowed_payment_method_types || before.allowed_payment_method_types,
    excluded_payment_method_types: excluded === undefined ? before.excluded_payment_method_types : excluded || null,
    payment_method_options: setupOptionsAfter(params.payment_method_options, before.payment_method_options),
  };
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
    const why = before.status === 'succeeded' ? 'it has already succeeded' : 'it has been canceled';
    const message = `You cannot update this SetupIntent because ${why}.`;
    throw invalidRequest({ code: 'setup_intent_unexpected_state', message });
  }
  const given = givenPaymentMethod(tx, params, { request, customer });
  const method = given ? usablePaymentMethod(tx, given, { param: 'payment_method', customer }) : null;
  if (method) checkOwner(method, customer, 'SetupIntent');
  const changed = tx.update('setup_intent', before.id, {
    ...methodFields(before, params),
    ...(params.flow_directions === undefined ? {} : { flow_directions: params.flow_directions || null }),
    ...(params.payment_method_configuration === undefined
      ? {}
      : { payment_method_configuration_details: configurationDetails(tx, params.payment_method_configuration) }),
    customer,
    description: written(params.description, before.description),
    metadata: mergedMetadata(before.metadata, params.metadata),
    ...(method ? { next_action: null, payment_method: method.id, status: 'requires_confirmation' } : {}),
  });
  const types = setupTypesOf(tx, changed, tx.find('payment_method', changed.payment_method) ?? null);
  return tx.update('setup_intent', changed.id, { payment_method_types: types });
}

export function cancelSetupIntent(
  tx: Tx,
  { setupIntent, reason }: { setupIntent: string | { id: string }; reason?: Stripe.SetupIntent.CancellationReason },
): Stripe.SetupIntent {
  const before = tx.get('setup_intent', setupIntent);
  if (before.status === 'succeeded' || before.status === 'canceled') {
    const message =
      before.status === 'canceled'
        ? 'You cannot cancel this SetupIntent because it is already canceled.'
        : 'You cannot cancel this SetupIntent because it has a status of succeeded. Only a SetupIntent with one of the following statuses may be canceled: `requires_payment_method`, `requires_confirmation`, or `requires_action`.';
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
