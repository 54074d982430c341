import type Stripe from 'stripe';
import { mergedMetadata } from '../../kernel/metadata.ts';
import type { Call, Params } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { attachPaymentMethod } from '../payment_methods/attach-payment-method.ts';
import { clockForCustomer } from '../test_helpers/index.ts';
import { newTaxId } from '../tax_ids/new-tax-id.ts';
import { moveBalance } from './balance-transactions.ts';
import { checkEmail, checkInvoicePrefix, checkTaxLocation } from './check-customer.ts';
import { refuseSource } from './sources.ts';
import { invoiceSettingsAfter } from './invoice-settings.ts';
import { postalAddress, writtenAddress } from './postal-address.ts';

export type CustomerData = Params<'POST /v1/customers'>;

export function createCustomer(tx: Tx, { params }: Call<CustomerData>): Stripe.Customer {
  return newCustomer(tx, params);
}

/** @throws StripeError 402 when the payment method that comes with the customer is declined; there is then no customer. */
export function newCustomer(tx: Tx, data: CustomerData): Stripe.Customer {
  checkEmail(data.email);
  checkInvoicePrefix(tx, data.invoice_prefix);
  refuseSource(data.source);
  const customer = tx.insert('customer', customerOf(tx, data));
  tx.insert('_customer', { id: customer.id, object: '_customer', ip_address: data.tax?.ip_address || null });
  if (data.tax?.validate_location === 'immediately') checkTaxLocation(tx, customer);
  tx.emit('customer.created', customer);
  addParts(tx, customer, data);
  return tx.get('customer', customer.id);
}

function customerOf(tx: Tx, data: CustomerData): Stripe.Customer {
  const clock = data.test_clock === undefined ? null : clockForCustomer(tx, data.test_clock);
  const id = tx.newId('cus');
  return {
    id,
    object: 'customer',
    address: writtenAddress(data.address, null),
    balance: 0,
    ...(data.business_name ? { business_name: data.business_name } : {}),
    created: tx.now({ test_clock: clock }),
    currency: null,
    customer_account: null,
    default_source: null,
    delinquent: false,
    description: data.description || null,
    discount: null,
    email: data.email || null,
    ...(data.individual_name ? { individual_name: data.individual_name } : {}),
    invoice_prefix: data.invoice_prefix ?? tx.newSecret('prefix', 8).slice('prefix_'.length).toUpperCase(),
    invoice_settings: {
      custom_fields: data.invoice_settings?.custom_fields || null,
      // The default payment method follows once the one that came along is attached.
      default_payment_method: null,
      footer: data.invoice_settings?.footer || null,
      rendering_options: null,
    },
    livemode: false,
    metadata: mergedMetadata(null, data.metadata),
    name: data.name || null,
    next_invoice_sequence: data.next_invoice_sequence ?? 1,
    phone: data.phone || null,
    preferred_locales: data.preferred_locales ?? [],
    shipping: shippingOf(data.shipping),
    tax_exempt: data.tax_exempt || 'none',
    test_clock: clock,
  };
}

function addParts(tx: Tx, customer: Stripe.Customer, data: CustomerData): void {
  if (data.payment_method !== undefined) {
    attachPaymentMethod(tx, { paymentMethod: data.payment_method, customer });
  }
  if (data.invoice_settings) {
    const invoice_settings = invoiceSettingsAfter(tx, customer, data.invoice_settings);
    tx.update('customer', customer.id, { invoice_settings });
  }
  for (const taxId of data.tax_id_data ?? []) newTaxId(tx, { ...taxId, customer: customer.id });
  if (data.balance) moveBalance(tx, { customer, amount: data.balance, type: 'initial' });
}

export function shippingOf(given: CustomerData['shipping']): Stripe.Customer.Shipping | null {
  if (!given) return null;
  return { address: postalAddress(given.address), name: given.name, phone: given.phone ?? null };
}
