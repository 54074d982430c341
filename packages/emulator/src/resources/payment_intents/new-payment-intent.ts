import type Stripe from 'stripe';
import { invalidRequest } from '../../kernel/errors.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Reference } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import { checkChargeAmount, checkCurrency } from '../../money/currencies.ts';
import { shippingOf } from '../charges/update-charge.ts';
import { configurationDetails, configurationOf } from '../payment_method_configurations/default-configuration.ts';
import { usablePaymentMethod } from '../payment_methods/new-payment-method.ts';
import { optionsAfter, plainOptions } from './method-options.ts';
import { typesFor } from './method-types.ts';

export interface PaymentIntentData {
  amount: number;
  currency: string;
  customer?: Reference;
  payment_method?: Reference;
  automatic_payment_methods?: { enabled: boolean; allow_redirects?: string };
  allowed_payment_method_types?: string[];
  excluded_payment_method_types?: string[];
  capture_method?: Stripe.PaymentIntent.CaptureMethod;
  confirmation_method?: Stripe.PaymentIntent.ConfirmationMethod;
  description?: string | null;
  /** The invoice that it is to pay: such an intent takes what the invoice's payment settings say, not the account's. */
  invoice?: string;
  metadata?: Stripe.Emptyable<Stripe.MetadataParam>;
  receipt_email?: string | null;
  payment_method_configuration?: string;
  payment_method_options?: Stripe.PaymentIntentCreateParams.PaymentMethodOptions;
  setup_future_usage?: Stripe.PaymentIntent.SetupFutureUsage | null;
  shipping?: Stripe.PaymentIntentCreateParams.Shipping;
  statement_descriptor?: string | null;
  statement_descriptor_suffix?: string | null;
  transfer_group?: string;
}

/** @throws StripeError `amount_too_small`, `amount_too_large`, or for a payment method that is not this customer's. */
export function newPaymentIntent(tx: Tx, data: PaymentIntentData): Stripe.PaymentIntent {
  const currency = checkCurrency(data.currency);
  checkChargeAmount(data.amount, currency);
  const customer = data.customer ? tx.get('customer', data.customer, { param: 'customer' }).id : null;
  const method = data.payment_method
    ? usablePaymentMethod(tx, data.payment_method, { param: 'payment_method', customer })
    : null;
  if (method) checkOwner(method, customer, 'PaymentIntent');
  const blank = unstarted(tx, data);
  const paymentIntent = tx.insert('payment_intent', {
    ...blank,
    amount: data.amount,
    created: tx.now({ customer }),
    currency,
    customer,
    payment_method: method?.id ?? null,
    payment_method_types: typesOf(tx, { ...blank, currency }, method),
    status: method ? 'requires_confirmation' : 'requires_payment_method',
  });
  tx.emit('payment_intent.created', paymentIntent);
  return paymentIntent;
}

/** @throws StripeError when the payment method belongs to somebody else than the intent. */
export function checkOwner(
  paymentMethod: Stripe.PaymentMethod,
  customer: string | null,
  intent: 'PaymentIntent' | 'SetupIntent',
): void {
  const owner = idOf(paymentMethod.customer);
  if (owner === null || owner === customer) return;
  if (customer !== null) {
    const message = `The PaymentMethod ${paymentMethod.id} does not belong to the Customer you supplied ${customer}. Please use this PaymentMethod with the Customer that it belongs to instead.`;
    throw invalidRequest({ param: 'payment_method', message });
  }
  const include = `belongs to the Customer ${owner}. Please include the Customer in the \`customer\` parameter on the`;
  if (intent === 'SetupIntent') {
    const message = `The payment method supplied (${paymentMethod.id}) ${include} SetupIntent.`;
    throw invalidRequest({ param: 'payment_method', message });
  }
  const message = `The \`payment_method\` parameter supplied ${paymentMethod.id} ${include} PaymentIntent.`;
  throw invalidRequest({ code: 'parameter_missing', param: 'source', message });
}

function automaticMethods(data: PaymentIntentData): Stripe.PaymentIntent['automatic_payment_methods'] {
  if (data.invoice !== undefined) return null;
  const { allow_redirects = 'always', enabled = true } = data.automatic_payment_methods ?? {};
  return { allow_redirects, enabled };
}

/** @throws StripeError for a payment method of a type that the intent does not take. */
export function typesOf(tx: Tx, intent: Stripe.PaymentIntent, paymentMethod: Stripe.PaymentMethod | null): string[] {
  const configuration = configurationOf(tx, intent.payment_method_configuration_details?.id);
  const { currency, allowed_payment_method_types: allowed, excluded_payment_method_types: excluded } = intent;
  return typesFor(
    { configuration, currency, allowed, excluded, isHeld: intent.capture_method === 'manual' },
    paymentMethod,
  );
}

function unstarted(tx: Tx, data: PaymentIntentData): Stripe.PaymentIntent {
  const id = tx.newId('pi');
  return {
    id,
    object: 'payment_intent',
    allowed_payment_method_types: data.allowed_payment_method_types ?? null,
    amount: 0,
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: automaticMethods(data),
    canceled_at: null,
    cancellation_reason: null,
    capture_method: data.capture_method ?? (data.invoice === undefined ? 'automatic_async' : 'automatic'),
    client_secret: tx.newSecret(`${id}_secret`),
    confirmation_method: data.confirmation_method ?? 'automatic',
    created: 0,
    currency: data.currency,
    customer: null,
    customer_account: null,
    description: data.description || null,
    excluded_payment_method_types: data.excluded_payment_method_types ?? null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    managed_payments: { enabled: false },
    metadata: mergedMetadata(null, data.metadata),
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    ...(data.invoice === undefined
      ? {}
      : { payment_details: { customer_reference: null, order_reference: data.invoice } }),
    payment_method_configuration_details:
      data.invoice === undefined ? configurationDetails(tx, data.payment_method_configuration) : null,
    payment_method_options: optionsAfter(data.payment_method_options, plainOptions),
    payment_method_types: ['card'],
    payment_record: null,
    processing: null,
    receipt_email: data.receipt_email || null,
    review: null,
    setup_future_usage: data.setup_future_usage ?? null,
    shipping: data.shipping ? shippingOf(data.shipping) : null,
    source: null,
    statement_descriptor: data.statement_descriptor ?? null,
    statement_descriptor_suffix: data.statement_descriptor_suffix ?? null,
    status: 'requires_payment_method',
    transfer_data: null,
    transfer_group: data.transfer_group ?? null,
  };
}
