import type Stripe from 'stripe';
import { mergedMetadata } from '../../kernel/metadata.ts';
import type { Reference } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import { checkOwner } from '../payment_intents/new-payment-intent.ts';
import { configurationDetails } from '../payment_method_configurations/default-configuration.ts';
import { mergedOptions } from '../payment_intents/method-options.ts';
import { typesFor } from '../payment_intents/method-types.ts';
import { usablePaymentMethod } from '../payment_methods/new-payment-method.ts';

export interface SetupIntentData {
  customer?: Reference;
  payment_method?: Reference;
  automatic_payment_methods?: { enabled: boolean; allow_redirects?: string };
  description?: string | null;
  metadata?: Stripe.Emptyable<Stripe.MetadataParam>;
  allowed_payment_method_types?: string[];
  excluded_payment_method_types?: string[];
  flow_directions?: Stripe.SetupIntent.FlowDirection[];
  payment_method_configuration?: string;
  payment_method_options?: Stripe.SetupIntentCreateParams.PaymentMethodOptions;
  /** The mandate is to be for one payment of this sum. */
  single_use?: { amount: number; currency: string };
  usage?: 'off_session' | 'on_session' | (string & {});
}

/** What Stripe knows of a setup intent before it makes a mandate. It has the intent's id. */
interface SetupFacts {
  id: string;
  singleUse: { amount: number; currency: string };
}

declare module '../../kernel/objects.ts' {
  interface StripeObjects {
    _setup_intent: SetupFacts;
  }
}

const plainOptions: Stripe.SetupIntent.PaymentMethodOptions = {
  card: { mandate_options: null, network: null, request_three_d_secure: 'automatic' },
};

/**
 * A setup intent's options after a write; what is not said stays.
 *
 * @throws StripeError naming an option that the emulator does not act on.
 */
export function setupOptionsAfter(
  given: Stripe.SetupIntentUpdateParams.PaymentMethodOptions | undefined,
  stored: Stripe.SetupIntent.PaymentMethodOptions | null,
): Stripe.SetupIntent.PaymentMethodOptions {
  return mergedOptions(given, stored ?? plainOptions);
}

/** @throws StripeError for a payment method of a type that the intent does not take. */
export function setupTypesOf(tx: Tx, intent: Stripe.SetupIntent, paymentMethod: Stripe.PaymentMethod | null): string[] {
  const configuration = tx.get('payment_method_configuration', intent.payment_method_configuration_details?.id ?? '');
  const { allowed_payment_method_types: allowed, excluded_payment_method_types: excluded } = intent;
  return typesFor({ configuration, currency: null, allowed, excluded }, paymentMethod);
}

/** Prepares to save a payment method without charging it. */
export function newSetupIntent(tx: Tx, data: SetupIntentData): Stripe.SetupIntent {
  const customer = data.customer ? tx.get('customer', data.customer, { param: 'customer' }).id : null;
  const method = data.payment_method
    ? usablePaymentMethod(tx, data.payment_method, { param: 'payment_method', customer })
    : null;
  if (method) checkOwner(method, customer, 'SetupIntent');
  const id = tx.newId('seti');
  const intent: Stripe.SetupIntent = {
    id,
    object: 'setup_intent',
    allowed_payment_method_types: data.allowed_payment_method_types ?? null,
    application: null,
    automatic_payment_methods: {
      allow_redirects: data.automatic_payment_methods?.allow_redirects ?? 'always',
      enabled: data.automatic_payment_methods?.enabled ?? true,
    },
    cancellation_reason: null,
    client_secret: tx.newSecret(`${id}_secret`),
    created: tx.now({ customer }),
    customer,
    customer_account: null,
    description: data.description || null,
    excluded_payment_method_types: data.excluded_payment_method_types ?? null,
    flow_directions: data.flow_directions ?? null,
    last_setup_error: null,
    latest_attempt: null,
    livemode: false,
    managed_payments: { enabled: false },
    mandate: null,
    metadata: mergedMetadata(null, data.metadata),
    next_action: null,
    on_behalf_of: null,
    payment_method: method?.id ?? null,
    payment_method_configuration_details: configurationDetails(tx, data.payment_method_configuration),
    payment_method_options: setupOptionsAfter(data.payment_method_options, null),
    payment_method_types: ['card'],
    single_use_mandate: null,
    status: method ? 'requires_confirmation' : 'requires_payment_method',
    usage: data.usage ?? 'off_session',
  };
  const payment_method_types = setupTypesOf(tx, intent, method);
  const setupIntent = tx.insert('setup_intent', { ...intent, payment_method_types });
  if (data.single_use) tx.insert('_setup_intent', { id, singleUse: data.single_use });
  tx.emit('setup_intent.created', setupIntent);
  return setupIntent;
}
