import type Stripe from 'stripe';
import type { Tx } from '../kernel/tx.ts';
import { recognizePlace } from './tax-location.ts';
import type { PostalPlace, RecognizedPlace } from './tax-location.ts';
import { taxPlace } from './tax-places.ts';

/** Where a customer is, for tax: the first of these that says a country. An IP address is kept but not located. */
export function customerPlace(
  tx: Tx,
  customer: Stripe.Customer,
): { place: PostalPlace | null; source: Stripe.Customer.Tax.Location.Source } {
  const method = tx.find('payment_method', customer.invoice_settings.default_payment_method);
  const cardCountry: PostalPlace | null = method?.card?.country ? { country: method.card.country } : null;
  const candidates: [Stripe.Customer.Tax.Location.Source, PostalPlace | null | undefined][] = [
    ['shipping_destination', customer.shipping?.address],
    ['billing_address', customer.address],
    ['payment_method', method?.billing_details.address],
    ['payment_method', cardCountry],
  ];
  for (const [source, place] of candidates) {
    if (place?.country) return { place, source };
  }
  return { place: null, source: 'billing_address' };
}

/** `customer.tax`, which is served when it is expanded. */
export function taxLocationOf(tx: Tx, customer: Stripe.Customer): Stripe.Customer.Tax {
  const { place, source } = customerPlace(tx, customer);
  const recognized = recognizePlace(place);
  return {
    automatic_tax: automaticTaxOf(recognized),
    ip_address: tx.find('_customer', customer.id)?.ip_address ?? null,
    location:
      recognized.status === 'recognized' ? { country: recognized.country, source, state: recognized.state } : null,
    provider: 'stripe',
  };
}

function automaticTaxOf(place: RecognizedPlace): Stripe.Customer.Tax.AutomaticTax {
  if (place.status === 'failed') return 'failed';
  if (place.status !== 'recognized') return 'unrecognized_location';
  return taxPlace(place.country, place.state) ? 'supported' : 'not_collecting';
}
