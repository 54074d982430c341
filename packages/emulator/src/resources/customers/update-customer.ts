import type Stripe from 'stripe';
import { written } from '../../kernel/emptyable.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import type { Call, Params } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { balanceTransaction } from './balance-transactions.ts';
import { checkEmail, checkInvoicePrefix, checkTaxLocation } from './check-customer.ts';
import { discountAfter } from './customer-coupon.ts';
import type { OlderCustomerParams } from './customer-coupon.ts';
import { rememberIpAddress } from './customer-facts.ts';
import { invoiceSettingsAfter } from './invoice-settings.ts';
import { shippingOf } from './new-customer.ts';
import { writtenAddress } from './postal-address.ts';
import { takeGoodSource } from '../sources/add-source.ts';
import { defaultSourceAfter } from '../sources/own-source.ts';
import { replaceDefaultSource } from '../sources/replace-default-source.ts';

export type CustomerChange = Params<'POST /v1/customers/:id'>;

export function updateCustomer(tx: Tx, { path, params }: Call<CustomerChange, 'id'>): Stripe.Customer {
  return changeCustomer(tx, path.id, params);
}

/** What `POST /v1/customers/:id` does; the hosted pages use it too. */
export function changeCustomer(tx: Tx, id: string, change: CustomerChange & OlderCustomerParams): Stripe.Customer {
  const before = tx.get('customer', id);
  checkEmail(change.email);
  checkInvoicePrefix(tx, change.invoice_prefix, id);
  const source = change.source === undefined ? undefined : takeGoodSource(tx, change.source, { param: 'source' });
  if (source) replaceDefaultSource(tx, source, before);
  const current = tx.get('customer', id);
  const customer = tx.update('customer', id, {
    address: writtenAddress(change.address, before.address ?? null),
    ...namesAfter(change),
    default_source: defaultSourceAfter(tx, change.default_source, { stored: current.default_source, customer: id }),
    description: written(change.description, before.description),
    discount: discountAfter(tx, change, { customer: id, stored: before.discount ?? null }),
    email: written(change.email, before.email),
    invoice_prefix: change.invoice_prefix ?? before.invoice_prefix ?? null,
    invoice_settings: invoiceSettingsAfter(tx, current, change.invoice_settings),
    metadata: mergedMetadata(before.metadata, change.metadata),
    name: written(change.name, before.name ?? null),
    ...(change.next_invoice_sequence === undefined ? {} : { next_invoice_sequence: change.next_invoice_sequence }),
    phone: written(change.phone, before.phone ?? null),
    preferred_locales: change.preferred_locales ?? before.preferred_locales ?? [],
    shipping: change.shipping === undefined ? before.shipping : shippingOf(change.shipping),
    tax_exempt: change.tax_exempt === undefined ? (before.tax_exempt ?? 'none') : change.tax_exempt || 'none',
    ...(change.balance === undefined ? {} : { balance: change.balance }),
  });
  rememberIpAddress(tx, id, change.tax?.ip_address);
  if (isLocationToBeChecked(before, customer, change)) checkTaxLocation(tx, customer);
  const difference = customer.balance - before.balance;
  if (difference !== 0) balanceTransaction(tx, { customer, amount: difference, type: 'adjustment' });
  tx.emit('customer.updated', customer, before);
  return customer;
}

/** These two are absent, not null, while unknown. An empty one cannot be taken out of a stored object: it becomes undefined. */
function namesAfter(change: CustomerChange): Pick<Stripe.Customer, 'business_name' | 'individual_name'> {
  const names: Pick<Stripe.Customer, 'business_name' | 'individual_name'> = {};
  if (change.business_name !== undefined) names.business_name = change.business_name || undefined;
  if (change.individual_name !== undefined) names.individual_name = change.individual_name || undefined;
  return names;
}

/** `auto` checks only when the address changed for a customer whose invoices compute tax. */
function isLocationToBeChecked(before: Stripe.Customer, after: Stripe.Customer, { tax }: CustomerChange): boolean {
  if (tax?.validate_location === 'immediately') return true;
  return tax?.validate_location === 'auto' && JSON.stringify(before.address) !== JSON.stringify(after.address);
}
