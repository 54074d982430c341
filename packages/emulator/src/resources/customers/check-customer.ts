import type Stripe from 'stripe';
import { invalidRequest } from '../../kernel/errors.ts';
import type { Tx } from '../../kernel/tx.ts';
import { taxLocationOf } from '../../tax/customer-location.ts';

/** @throws StripeError `email_invalid` */
export function checkEmail(email: string | undefined, param = 'email'): void {
  if (email === undefined || email === '' || /^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(email)) return;
  throw invalidRequest({ code: 'email_invalid', param, message: `Invalid email address: ${email}` });
}

/** @throws StripeError for an invoice prefix that Stripe would not take, or that another customer has. */
export function checkInvoicePrefix(tx: Tx, prefix: string | undefined, ownId?: string): void {
  if (prefix === undefined) return;
  const message = !/^[A-Z0-9]{3,12}$/.test(prefix)
    ? 'Invalid invoice prefix: it must have 3 to 12 uppercase letters or digits.'
    : tx.list('customer', { invoice_prefix: prefix }).some((other) => other.id !== ownId)
      ? `The invoice prefix ${prefix} is already used by another customer.`
      : undefined;
  if (message !== undefined) throw invalidRequest({ param: 'invoice_prefix', message });
}

/** @throws StripeError `customer_tax_location_invalid` when tax needs to know where the customer is, and cannot. */
export function checkTaxLocation(tx: Tx, customer: Stripe.Customer): void {
  const { automatic_tax } = taxLocationOf(tx, customer);
  if (automatic_tax === 'supported' || automatic_tax === 'not_collecting') return;
  throw invalidRequest({
    code: 'customer_tax_location_invalid',
    message:
      "The customer's location isn't recognized. Set a valid customer address in order to automatically calculate tax.",
  });
}
