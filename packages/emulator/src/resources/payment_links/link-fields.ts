// What a payment link shows of how it was asked for.
import type Stripe from 'stripe';
import { mergedMetadata } from '../../kernel/metadata.ts';
import { customFields, customText } from '../checkout/custom-parts.ts';
import { invoiceDataOf } from '../checkout/invoice-data.ts';
import type { LinkTerms } from './facts.ts';

type Link = Stripe.PaymentLink;

function afterCompletion(given: LinkTerms['after_completion']): Link['after_completion'] {
  if (given?.type === 'redirect') return { redirect: { url: given.redirect?.url ?? '' }, type: 'redirect' };
  const message = given?.hosted_confirmation?.custom_message ?? null;
  return { hosted_confirmation: { custom_message: message }, type: 'hosted_confirmation' };
}

function consentCollection(given: LinkTerms['consent_collection']): Link['consent_collection'] {
  if (!given) return null;
  return {
    payment_method_reuse_agreement: given.payment_method_reuse_agreement ?? null,
    promotions: given.promotions ?? null,
    terms_of_service: given.terms_of_service ?? null,
  };
}

/** A link's own fields have no answers: those are the sessions'. */
function unansweredFields(given: LinkTerms['custom_fields']): Link['custom_fields'] {
  return customFields(given).map(({ dropdown, numeric, text, ...field }) => ({
    ...field,
    ...(dropdown ? { dropdown: { default_value: dropdown.default_value, options: dropdown.options } } : {}),
    ...(numeric ? { numeric: withoutValue(numeric) } : {}),
    ...(text ? { text: withoutValue(text) } : {}),
  }));
}

function withoutValue<T extends { value: string | null }>({ value: _value, ...part }: T): Omit<T, 'value'> {
  return part;
}

function invoiceCreation(given: LinkTerms['invoice_creation']): Link['invoice_creation'] {
  const data = given?.invoice_data;
  const isIssuerNamed = data?.issuer !== undefined;
  return { enabled: given?.enabled ?? false, invoice_data: invoiceDataOf(data, { isIssuerNamed }) };
}

function nameCollection({ business, individual }: NonNullable<LinkTerms['name_collection']>): Link['name_collection'] {
  const field = (given: { enabled: boolean; optional?: boolean }) => ({ ...given, optional: given.optional ?? false });
  return {
    ...(business ? { business: field(business) } : {}),
    ...(individual ? { individual: field(individual) } : {}),
  };
}

function paymentIntentTerms(given: LinkTerms['payment_intent_data']): Link['payment_intent_data'] {
  if (!given) return null;
  return {
    capture_method: given.capture_method ?? null,
    description: given.description ?? null,
    metadata: mergedMetadata(null, given.metadata),
    setup_future_usage: given.setup_future_usage ?? null,
    statement_descriptor: given.statement_descriptor ?? null,
    statement_descriptor_suffix: given.statement_descriptor_suffix ?? null,
    transfer_group: given.transfer_group ?? null,
  };
}

function subscriptionTerms(given: LinkTerms['subscription_data']): Link['subscription_data'] {
  const settings = given?.invoice_settings;
  return {
    description: given?.description ?? null,
    invoice_settings: {
      account_tax_ids: settings?.account_tax_ids || null,
      custom_fields: settings?.custom_fields || null,
      description: settings?.description ?? null,
      footer: settings?.footer ?? null,
      issuer: { type: 'self' },
    },
    metadata: mergedMetadata(null, given?.metadata),
    trial_period_days: given?.trial_period_days ?? null,
    trial_settings: given?.trial_settings ?? null,
  };
}

function optionalItem(given: NonNullable<LinkTerms['optional_items']>[number]): Stripe.PaymentLink.OptionalItem {
  const { adjustable_quantity: adjustable, price, quantity } = given;
  return {
    adjustable_quantity: adjustable
      ? { enabled: adjustable.enabled, maximum: adjustable.maximum ?? null, minimum: adjustable.minimum ?? null }
      : null,
    price,
    quantity,
  };
}

/** Every field of a link that follows from its terms alone. */
export function linkFields(
  terms: LinkTerms,
): Omit<Link, 'id' | 'object' | 'active' | 'currency' | 'restrictions' | 'shipping_options' | 'url'> {
  const automatic = terms.automatic_tax?.enabled ?? false;
  return {
    after_completion: afterCompletion(terms.after_completion),
    allow_promotion_codes: terms.allow_promotion_codes ?? false,
    application: null,
    application_fee_amount: null,
    application_fee_percent: null,
    automatic_tax: { enabled: automatic, liability: automatic ? { type: 'self' } : null },
    billing_address_collection: terms.billing_address_collection ?? 'auto',
    consent_collection: consentCollection(terms.consent_collection),
    custom_fields: unansweredFields(terms.custom_fields),
    custom_text: customText(terms.custom_text),
    customer_creation: terms.customer_creation ?? 'if_required',
    inactive_message: terms.inactive_message ?? null,
    invoice_creation: invoiceCreation(terms.invoice_creation),
    livemode: false,
    managed_payments: null,
    metadata: mergedMetadata(null, terms.metadata),
    ...(terms.name_collection ? { name_collection: nameCollection(terms.name_collection) } : {}),
    on_behalf_of: null,
    optional_items: terms.optional_items?.map(optionalItem) ?? null,
    payment_intent_data: paymentIntentTerms(terms.payment_intent_data),
    payment_method_collection: terms.payment_method_collection ?? 'always',
    payment_method_options: terms.payment_method_options?.card
      ? { card: { restrictions: cardRestrictions(terms.payment_method_options.card) } }
      : null,
    payment_method_types: terms.payment_method_types ?? null,
    phone_number_collection: { enabled: terms.phone_number_collection?.enabled ?? false },
    shipping_address_collection: terms.shipping_address_collection ?? null,
    submit_type: terms.submit_type ?? 'auto',
    subscription_data: subscriptionTerms(terms.subscription_data),
    tax_id_collection: {
      enabled: terms.tax_id_collection?.enabled ?? false,
      required: terms.tax_id_collection?.required ?? 'never',
    },
    transfer_data: null,
  };
}

type CardOptions = NonNullable<NonNullable<LinkTerms['payment_method_options']>['card']>;

function cardRestrictions({ restrictions }: CardOptions): Stripe.PaymentLink.PaymentMethodOptions.Card['restrictions'] {
  return restrictions ? { brands_blocked: restrictions.brands_blocked ?? [] } : null;
}
