import type Stripe from 'stripe';
import { mergedMetadata } from '../../kernel/metadata.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Handler } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { defaultConfiguration } from '../payment_method_configurations/default-configuration.ts';
import { previewDiscounts } from '../subscriptions/take-discounts.ts';
import { amountFields } from './amounts.ts';
import { brandingSettings } from './branding-settings.ts';
import { checkSessionParams } from './check-params.ts';
import { customFields, customText } from './custom-parts.ts';
import { emptySession } from './empty-session.ts';
import type { CheckoutFacts } from './facts.ts';
import { sessionItems } from './session-items.ts';

type Session = Stripe.Checkout.Session;
type CreateParams = Stripe.Checkout.SessionCreateParams;

const DAY = 86_400;

/** What can be said of the payer before the page was filled in. */
function knownDetails(tx: Tx, params: CreateParams): Stripe.Checkout.Session.CustomerDetails | null {
  const customer = tx.find('customer', params.customer);
  const email = customer?.email ?? params.customer_email ?? null;
  if (!customer && email === null) return null;
  return {
    address: null,
    business_name: null,
    email,
    individual_name: null,
    name: null,
    phone: null,
    tax_exempt: customer?.tax_exempt ?? 'none',
    tax_ids: null,
  };
}

function collection(params: CreateParams): Partial<Session> {
  const { mode } = params;
  return {
    billing_address_collection: params.billing_address_collection ?? null,
    consent_collection: params.consent_collection
      ? {
          payment_method_reuse_agreement: params.consent_collection.payment_method_reuse_agreement ?? null,
          promotions: params.consent_collection.promotions ?? null,
          terms_of_service: params.consent_collection.terms_of_service ?? null,
        }
      : null,
    custom_fields: customFields(params.custom_fields),
    custom_text: customText(params.custom_text),
    customer_creation:
      mode === 'subscription' || params.customer !== undefined ? null : (params.customer_creation ?? 'if_required'),
    payment_method_collection:
      mode === 'subscription'
        ? (params.payment_method_collection ?? 'always')
        : mode === 'payment'
          ? 'if_required'
          : 'always',
    phone_number_collection: { enabled: params.phone_number_collection?.enabled ?? false },
    saved_payment_method_options:
      mode === 'setup'
        ? null
        : {
            allow_redisplay_filters: params.saved_payment_method_options?.allow_redisplay_filters ?? ['always'],
            payment_method_remove: params.saved_payment_method_options?.payment_method_remove ?? 'disabled',
            payment_method_save: params.saved_payment_method_options?.payment_method_save ?? null,
          },
    tax_id_collection: {
      enabled: params.tax_id_collection?.enabled ?? false,
      required: params.tax_id_collection?.required ?? 'never',
    },
  };
}

function addresses(tx: Tx, { id, params }: { id: string; params: CreateParams }): Partial<Session> {
  const mode = params.ui_mode ?? 'hosted_page';
  const isHosted = mode === 'hosted_page';
  return {
    ...(isHosted ? brandingSettings(tx, params.branding_settings) : {}),
    cancel_url: params.cancel_url ?? null,
    client_secret: isHosted ? null : tx.newSecret(`${id}_secret`),
    ...(isHosted ? {} : { redirect_on_completion: params.redirect_on_completion ?? 'always' }),
    ...(params.return_url === undefined ? {} : { return_url: params.return_url }),
    success_url: params.success_url ?? null,
    ui_mode: mode,
    url: isHosted ? tx.url(`/c/pay/${id}`) : null,
  };
}

function blankSession(
  tx: Tx,
  { id, params, at, currency }: { id: string; params: CreateParams; at: number; currency: string | null },
): Session {
  const automatic = params.automatic_tax?.enabled ?? false;
  const isSetup = params.mode === 'setup';
  return {
    ...emptySession,
    id,
    allow_promotion_codes: params.allow_promotion_codes ?? null,
    allowed_payment_method_types: params.allowed_payment_method_types ?? null,
    automatic_tax: {
      enabled: automatic,
      liability: automatic ? { type: 'self' } : null,
      provider: automatic ? 'stripe' : null,
      status: null,
    },
    client_reference_id: params.client_reference_id ?? null,
    created: at,
    currency,
    customer: params.customer ?? null,
    customer_details: knownDetails(tx, params),
    customer_email: params.customer_email ?? null,
    discounts: (params.discounts ?? []).map((discount) => ({
      coupon: discount.coupon ?? null,
      promotion_code: discount.promotion_code ?? null,
    })),
    expires_at: params.expires_at ?? at + DAY,
    integration_identifier: params.integration_identifier ?? null,
    invoice_creation: params.mode === 'payment' ? invoiceCreation(params) : null,
    locale: params.locale ?? null,
    metadata: mergedMetadata(null, params.metadata),
    mode: params.mode ?? 'payment',
    origin_context: params.origin_context ?? null,
    payment_method_configuration_details: { id: defaultConfiguration(tx).id, parent: null },
    payment_status: isSetup ? 'no_payment_required' : 'unpaid',
    submit_type: params.submit_type ?? null,
    total_details: isSetup ? null : { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    ...collection(params),
    ...addresses(tx, { id, params }),
  };
}

function invoiceCreation({ invoice_creation: given }: CreateParams): Stripe.Checkout.Session.InvoiceCreation {
  return {
    enabled: given?.enabled ?? false,
    invoice_data: {
      account_tax_ids: null,
      custom_fields: null,
      description: given?.invoice_data?.description ?? null,
      footer: given?.invoice_data?.footer ?? null,
      issuer: { type: 'self' },
      metadata: mergedMetadata(null, given?.invoice_data?.metadata),
      rendering_options: null,
    },
  };
}

function startingFacts(
  id: string,
  { params, items }: { params: CreateParams; items: CheckoutFacts['items'] },
): CheckoutFacts {
  return {
    id,
    object: '_checkout',
    items,
    subscriptionData: params.subscription_data ?? {},
    paymentIntentData: params.payment_intent_data ?? {},
    setupIntentData: params.setup_intent_data ?? {},
    customerUpdate: params.customer_update ?? {},
    address: null,
    name: null,
    businessName: null,
    phone: null,
    email: params.customer_email ?? null,
    taxId: null,
    customer: null,
    intent: null,
    settledItems: null,
  };
}

function checkDiscounts(
  tx: Tx,
  { params, amount, currency }: { params: CreateParams; amount: number; currency: string },
): void {
  if (!params.discounts?.length) return;
  previewDiscounts(tx, params.discounts, { customer: params.customer ?? null, param: 'discounts', amount, currency });
}

/** @see https://docs.stripe.com/api/checkout/sessions/create */
export const createSession: Handler<'POST /v1/checkout/sessions'> = (tx, { params }) => {
  checkSessionParams(tx, params);
  const items = sessionItems(tx, params);
  const currency = params.currency ?? tx.find('price', items[0]?.price)?.currency ?? null;
  const id = tx.newId('cs_test', 58);
  const at = tx.now({ customer: idOf(params.customer) });
  tx.insert('_checkout', startingFacts(id, { params, items }));
  const session = tx.insert('checkout.session', blankSession(tx, { id, params, at, currency }));
  if (session.mode === 'setup') return session;
  const summed = tx.update('checkout.session', id, amountFields(tx, session));
  checkDiscounts(tx, { params, amount: summed.amount_subtotal ?? 0, currency: currency ?? 'usd' });
  return summed;
};
