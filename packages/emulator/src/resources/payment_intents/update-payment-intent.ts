import type Stripe from 'stripe';
import { written } from '../../kernel/emptyable.ts';
import { invalidRequest } from '../../kernel/errors.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Call, Params } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { checkChargeAmount, checkCurrency } from '../../money/currencies.ts';
import { shippingOf } from '../charges/update-charge.ts';
import { givenPaymentMethod } from '../payment_methods/given-payment-method.ts';
import { usablePaymentMethod } from '../payment_methods/new-payment-method.ts';
import { configurationDetails } from '../payment_method_configurations/default-configuration.ts';
import { checkEmail } from '../customers/check-customer.ts';
import { writeAmountDetails } from './amount-details.ts';
import { methodFields } from './method-fields.ts';
import { refuseUncovered } from './uncovered-params.ts';
import { checkOwner, typesOf } from './new-payment-intent.ts';

type PaymentIntentChange = Params<'POST /v1/payment_intents/:id'>;

/** Stripe sends no event for this. */
export function updatePaymentIntent(
  tx: Tx,
  { path, params, request }: Call<PaymentIntentChange, 'id'>,
): Stripe.PaymentIntent {
  refuseUncovered(params);
  const before = tx.get('payment_intent', path.id);
  checkChangeable(before, params);
  checkEmail(params.receipt_email || undefined, 'receipt_email');
  const currency = params.currency === undefined ? before.currency : checkCurrency(params.currency);
  const amount = params.amount ?? before.amount;
  if (params.amount !== undefined || params.currency !== undefined) checkChargeAmount(amount, currency);
  const customer =
    params.customer === undefined
      ? idOf(before.customer)
      : tx.get('customer', params.customer, { param: 'customer' }).id;
  const { shipping } = params;
  const given = givenPaymentMethod(tx, params, { request, customer });
  const changed = tx.update('payment_intent', before.id, {
    amount,
    ...methodFields(before, params),
    currency,
    customer,
    description: written(params.description, before.description),
    metadata: mergedMetadata(before.metadata, params.metadata),
    ...methodAfter(tx, before, { given, customer }),
    receipt_email: written(params.receipt_email, before.receipt_email),
    setup_future_usage: written(params.setup_future_usage, before.setup_future_usage),
    shipping: shipping === undefined ? before.shipping : shipping ? shippingOf(shipping) : null,
    statement_descriptor: written(params.statement_descriptor, before.statement_descriptor),
    statement_descriptor_suffix: written(params.statement_descriptor_suffix, before.statement_descriptor_suffix),
    transfer_group: params.transfer_group ?? before.transfer_group,
    ...(params.payment_method_configuration === undefined
      ? {}
      : { payment_method_configuration_details: configurationDetails(tx, params.payment_method_configuration) }),
  });
  const method = tx.find('payment_method', changed.payment_method) ?? null;
  const payment_method_types = typesOf(tx, changed, method);
  return writeAmountDetails(
    tx,
    tx.update('payment_intent', changed.id, { payment_method_types }),
    params.amount_details,
  );
}

function methodAfter(
  tx: Tx,
  before: Stripe.PaymentIntent,
  { given, customer }: { given: string | undefined; customer: string | null },
): Partial<Stripe.PaymentIntent> {
  if (given === undefined) return {};
  if (given === '') return { payment_method: null, status: 'requires_payment_method' };
  const method = usablePaymentMethod(tx, given, { param: 'payment_method', customer });
  checkOwner(method, customer, 'PaymentIntent');
  // Another card makes an authentication that was asked of the first one pointless.
  const isOther = idOf(before.payment_method) !== method.id || before.status === 'requires_payment_method';
  return { payment_method: method.id, ...(isOther ? { next_action: null, status: 'requires_confirmation' } : {}) };
}

const alwaysChangeable = ['metadata', 'description', 'expand', 'transfer_group'];

function checkChangeable(paymentIntent: Stripe.PaymentIntent, params: PaymentIntentChange): void {
  if (!['succeeded', 'canceled', 'processing', 'requires_capture'].includes(paymentIntent.status)) return;
  const param = Object.keys(params).find((name) => !alwaysChangeable.includes(name));
  if (param === undefined) return;
  throw invalidRequest({
    code: 'payment_intent_unexpected_state',
    param,
    message: `This PaymentIntent's ${param} could not be updated because it has a status of ${paymentIntent.status}. You may only update the ${param} of a PaymentIntent with one of the following statuses: requires_payment_method, requires_confirmation, requires_action.`,
  });
}
