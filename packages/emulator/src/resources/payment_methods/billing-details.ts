import type Stripe from 'stripe';
import { written } from '../../kernel/emptyable.ts';
import { postalAddress, writtenAddress } from '../customers/postal-address.ts';

export const noBillingDetails: Stripe.PaymentMethod.BillingDetails = {
  address: postalAddress(null),
  email: null,
  name: null,
  phone: null,
  tax_id: null,
};

/** Who holds the card; an address that is not known is six nulls, not null. */
export function billingDetailsAfter(
  given: Stripe.PaymentMethodUpdateParams.BillingDetails | undefined,
  stored: Stripe.PaymentMethod.BillingDetails,
): Stripe.PaymentMethod.BillingDetails {
  if (!given) return stored;
  return {
    address: writtenAddress(given.address, stored.address) ?? postalAddress(null),
    email: written(given.email, stored.email),
    name: written(given.name, stored.name),
    phone: written(given.phone, stored.phone),
    tax_id: written(given.tax_id, stored.tax_id),
  };
}
