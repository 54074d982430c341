import type Stripe from 'stripe';
import { mergedMetadata } from '../../kernel/metadata.ts';
import type { Reference } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import { checkOwner } from '../payment_intents/new-payment-intent.ts';
import { defaultConfiguration } from '../payment_method_configurations/default-configuration.ts';
import { usablePaymentMethod } from '../payment_methods/new-payment-method.ts';

export interface SetupIntentData {
  customer?: Reference;
  payment_method?: Reference;
  automatic_payment_methods?: { enabled: boolean; allow_redirects?: string };
  description?: string | null;
  metadata?: Stripe.Emptyable<Stripe.MetadataParam>;
  request_three_d_secure?: string;
  usage?: 'off_session' | 'on_session' | (string & {});
}

/** Prepares to save a card without charging it. */
export function newSetupIntent(tx: Tx, data: SetupIntentData): Stripe.SetupIntent {
  const customer = data.customer ? tx.get('customer', data.customer, { param: 'customer' }).id : null;
  const method = data.payment_method
    ? usablePaymentMethod(tx, data.payment_method, { param: 'payment_method', customer })
    : null;
  if (method) checkOwner(method, customer);
  const id = tx.newId('seti');
  const setupIntent = tx.insert('setup_intent', {
    id,
    object: 'setup_intent',
    allowed_payment_method_types: null,
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
    excluded_payment_method_types: null,
    flow_directions: null,
    last_setup_error: null,
    latest_attempt: null,
    livemode: false,
    managed_payments: { enabled: false },
    mandate: null,
    metadata: mergedMetadata(null, data.metadata),
    next_action: null,
    on_behalf_of: null,
    payment_method: method?.id ?? null,
    payment_method_configuration_details: { id: defaultConfiguration(tx).id, parent: null },
    payment_method_options: {
      card: {
        mandate_options: null,
        network: null,
        request_three_d_secure: data.request_three_d_secure ?? 'automatic',
      },
    },
    payment_method_types: ['card'],
    single_use_mandate: null,
    status: method ? 'requires_confirmation' : 'requires_payment_method',
    usage: data.usage ?? 'off_session',
  });
  tx.emit('setup_intent.created', setupIntent);
  return setupIntent;
}
