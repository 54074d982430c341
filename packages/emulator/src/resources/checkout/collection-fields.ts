// What a session asks of the person who pays, as the session shows it.
import type Stripe from 'stripe';
import { customFields, customText } from './custom-parts.ts';
import { makesCustomer } from './makes-customer.ts';

type Session = Stripe.Checkout.Session;
type CreateParams = Stripe.Checkout.SessionCreateParams;

function savedMethodOptions(params: CreateParams): Session['saved_payment_method_options'] {
  const isGuest = params.customer === undefined && !makesCustomer(params);
  if (params.mode === 'setup' || isGuest) return null;
  const given = params.saved_payment_method_options;
  return {
    allow_redisplay_filters: given?.allow_redisplay_filters ?? ['always'],
    payment_method_remove: given?.payment_method_remove ?? 'disabled',
    payment_method_save: given?.payment_method_save ?? null,
  };
}

function customerCreation(params: CreateParams): Session['customer_creation'] {
  if (params.customer !== undefined) return null;
  return params.mode === 'subscription' ? 'always' : (params.customer_creation ?? 'if_required');
}

function methodCollection(params: CreateParams): Session['payment_method_collection'] {
  if (params.mode === 'subscription') return params.payment_method_collection ?? 'always';
  return params.mode === 'setup' || makesCustomer(params) ? 'always' : 'if_required';
}

function nameCollection(given: CreateParams['name_collection']): Session['name_collection'] {
  if (!given) return undefined;
  const field = (name: 'business' | 'individual') =>
    given[name] && { enabled: given[name].enabled, optional: given[name].optional ?? false };
  const [business, individual] = [field('business'), field('individual')];
  return { ...(business ? { business } : {}), ...(individual ? { individual } : {}) };
}

function consentCollection(given: CreateParams['consent_collection']): Session['consent_collection'] {
  if (!given) return null;
  return {
    payment_method_reuse_agreement: given.payment_method_reuse_agreement ?? null,
    promotions: given.promotions ?? null,
    terms_of_service: given.terms_of_service ?? null,
  };
}

/** The session's fields that say what its page collects. */
export function collectionFields(params: CreateParams): Partial<Session> {
  const names = nameCollection(params.name_collection);
  const { optional_items: optional } = params;
  return {
    billing_address_collection: params.billing_address_collection ?? null,
    consent_collection: consentCollection(params.consent_collection),
    custom_fields: customFields(params.custom_fields),
    custom_text: customText(params.custom_text),
    customer_creation: customerCreation(params),
    ...(params.excluded_payment_method_types
      ? { excluded_payment_method_types: params.excluded_payment_method_types }
      : {}),
    ...(names ? { name_collection: names } : {}),
    ...(optional ? { optional_items: optional.map(optionalItem) } : {}),
    payment_method_collection: methodCollection(params),
    phone_number_collection: { enabled: params.phone_number_collection?.enabled ?? false },
    saved_payment_method_options: savedMethodOptions(params),
    shipping_address_collection: params.shipping_address_collection ?? null,
    ...taxIdCollection(params.tax_id_collection),
  };
}

function taxIdCollection(given: CreateParams['tax_id_collection']): Pick<Session, 'tax_id_collection'> {
  return given ? { tax_id_collection: { enabled: given.enabled, required: given.required ?? 'never' } } : {};
}

function optionalItem(given: Stripe.Checkout.SessionCreateParams.OptionalItem): Stripe.Checkout.Session.OptionalItem {
  const { adjustable_quantity: adjustable, price, quantity } = given;
  return {
    adjustable_quantity: adjustable
      ? { enabled: adjustable.enabled, maximum: adjustable.maximum ?? null, minimum: adjustable.minimum ?? null }
      : null,
    price,
    quantity,
  };
}
