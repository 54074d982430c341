import type Stripe from 'stripe';
import type { Tx } from '../../kernel/tx.ts';
import { rememberIpAddress } from '../customers/customer-facts.ts';
import { shippingOf } from '../customers/new-customer.ts';
import { postalAddress } from '../customers/postal-address.ts';
import { newTaxId } from '../tax_ids/new-tax-id.ts';

/** Writes on the customer what a preview says of them; only to be done in a rehearsal. */
export function writeCustomerDetails(
  tx: Tx,
  { customer, details }: { customer: string; details: Stripe.InvoiceCreatePreviewParams.CustomerDetails },
): void {
  const { address, shipping, tax, tax_exempt: exemption, tax_ids: taxIds } = details;
  tx.update('customer', customer, {
    ...(address === undefined ? {} : { address: address ? postalAddress(address) : null }),
    ...(shipping === undefined ? {} : { shipping: shippingOf(shipping) }),
    ...(exemption === undefined ? {} : { tax_exempt: exemption || 'none' }),
  });
  rememberIpAddress(tx, customer, tax?.ip_address);
  if (!taxIds) return;
  for (const known of tx.list('tax_id', { customer })) tx.remove('tax_id', known.id);
  for (const { type, value } of taxIds) newTaxId(tx, { customer, type: type as Stripe.TaxId.Type, value });
}
