import type Stripe from 'stripe';

type AddressParam = Stripe.Emptyable<Stripe.AddressParam> | undefined;

/** An address as Stripe keeps it: all six parts, what is unknown as null. */
export function postalAddress(given: Stripe.AddressParam | Stripe.Address | null | undefined): Stripe.Address {
  return {
    city: given?.city || null,
    country: given?.country || null,
    line1: given?.line1 || null,
    line2: given?.line2 || null,
    postal_code: given?.postal_code || null,
    state: given?.state || null,
  };
}

/** An address after a write: parts that are not given are lost, as with every hash at Stripe that is replaced whole. */
export function writtenAddress(given: AddressParam, stored: Stripe.Address | null): Stripe.Address | null {
  if (given === undefined) return stored;
  return given === '' || given === null ? null : postalAddress(given);
}
