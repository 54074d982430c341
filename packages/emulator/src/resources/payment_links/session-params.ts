import type Stripe from 'stripe';
import type { PaymentLinkFacts } from './facts.ts';

type SessionParams = Stripe.Checkout.SessionCreateParams;

/** Where Stripe says that a link's sessions lead when the link says its thanks itself. */
const nowhere = 'https://stripe.com';

/** Terms that a session takes over as they are. */
const shared = [
  'allow_promotion_codes',
  'automatic_tax',
  'billing_address_collection',
  'consent_collection',
  'custom_fields',
  'custom_text',
  'customer_creation',
  'invoice_creation',
  'metadata',
  'name_collection',
  'optional_items',
  'payment_intent_data',
  'payment_method_collection',
  'payment_method_options',
  'phone_number_collection',
  'shipping_address_collection',
  'shipping_options',
  'submit_type',
  'subscription_data',
  'tax_id_collection',
] as const;

/** How a link opens its sessions. */
export function sessionParams({
  mode,
  currency,
  terms,
}: Pick<PaymentLinkFacts, 'mode' | 'currency' | 'terms'>): SessionParams {
  const given = shared.filter((name) => terms[name] !== undefined).map((name) => [name, terms[name]]);
  return {
    allow_promotion_codes: false,
    billing_address_collection: 'auto',
    consent_collection: { promotions: 'none', terms_of_service: 'none' },
    locale: 'auto',
    submit_type: 'auto',
    ...(Object.fromEntries(given) as Partial<SessionParams>),
    mode,
    currency,
    cancel_url: nowhere,
    success_url: terms.after_completion?.redirect?.url ?? nowhere,
  };
}
