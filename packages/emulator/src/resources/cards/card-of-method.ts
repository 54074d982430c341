import type Stripe from 'stripe';
import { idOf } from '../../kernel/objects.ts';

const brands: Record<string, string> = {
  amex: 'American Express',
  diners: 'Diners Club',
  discover: 'Discover',
  jcb: 'JCB',
  mastercard: 'MasterCard',
  unionpay: 'UnionPay',
  visa: 'Visa',
};

/**
 * A card in the words of the older APIs. A payment method stands behind each of them under the same id, as at Stripe, so that
 * whatever takes payment methods takes these cards.
 *
 * @see https://docs.stripe.com/api/cards/object
 */
export function cardOfMethod(method: Stripe.PaymentMethod): Stripe.Card {
  const { address, name } = method.billing_details;
  const { card } = method;
  if (!card) throw new Error(`No card behind ${method.id}`);
  return {
    id: method.id,
    object: 'card',
    address_city: address?.city ?? null,
    address_country: address?.country ?? null,
    address_line1: address?.line1 ?? null,
    address_line1_check: card.checks?.address_line1_check ?? null,
    address_line2: address?.line2 ?? null,
    address_state: address?.state ?? null,
    address_zip: address?.postal_code ?? null,
    address_zip_check: card.checks?.address_postal_code_check ?? null,
    allow_redisplay: method.allow_redisplay ?? 'unspecified',
    brand: brands[card.brand] ?? 'Unknown',
    country: card.country,
    customer: idOf(method.customer),
    cvc_check: card.checks?.cvc_check ?? null,
    dynamic_last4: null,
    exp_month: card.exp_month,
    exp_year: card.exp_year,
    fingerprint: card.fingerprint ?? null,
    funding: card.funding,
    last4: card.last4,
    metadata: method.metadata ?? {},
    name,
    networks: { preferred: card.networks?.preferred ?? null },
    regulated_status: card.regulated_status,
    tokenization_method: null,
  };
}
