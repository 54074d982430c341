import type Stripe from 'stripe';
import { mergedMetadata } from '../../kernel/metadata.ts';
import type { Call, Params } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { keepSource, takeGoodSource } from '../sources/add-source.ts';
import { attachPaymentMethod } from '../payment_methods/attach-payment-method.ts';
import { clockForCustomer } from '../test_helpers/index.ts';
import { newTaxId } from '../tax_ids/new-tax-id.ts';
import { balanceTransaction } from './balance-transactions.ts';
import { checkEmail, checkInvoicePrefix, checkTaxLocation } from './check-customer.ts';
import { discountAfter } from './customer-coupon.ts';
import type { OlderCustomerParams } from './customer-coupon.ts';
import { rememberIpAddress } from './customer-facts.ts';
import { invoiceSettingsAfter } from './invoice-settings.ts';
import { postalAddress, writtenAddress } from './postal-address.ts';

export type CustomerData = Params<'POST /v1/customers'>;

export function createCustomer(tx: Tx, { params }: Call<CustomerData>): Stripe.Customer {
  return newCustomer(tx, params);
}

/** @throws StripeError 402 when the payment method or source that comes with the customer is declined; there is then no customer. */
export function newCustomer(tx: Tx, data: CustomerData & OlderCustomerParams): Stripe.Customer {
  checkEmail(data.email);
  checkInvoicePrefix(tx, data.invoice_prefix);
  const source = data.source === undefined ? undefined : takeGoodSource(tx, data.source, { param: 'source' });
  const made = tx.insert('customer', { ...customerOf(tx, data), default_source: source?.id ?? null });
  const discount = discountAfter(tx, data, { customer: made.id, stored: null });
  const customer = discount ? tx.update('customer', made.id, { discount }) : made;
  rememberIpAddress(tx, customer.id, data.tax?.ip_address);
  if (data.tax?.validate_location === 'immediately') checkTaxLocation(tx, customer);
  const complete = addPaymentMethods(tx, customer, data);
  tx.emit('customer.created', complete);
  if (source) keepSource(tx, source, { customer: customer.id });
  for (const taxId of data.tax_id_data ?? []) newTaxId(tx, { ...taxId, customer: customer.id });
  if (data.balance) balanceTransaction(tx, { customer: complete, amount: data.balance, type: 'initial' });
  return complete;
}

function customerOf(tx: Tx, data: CustomerData): Stripe.Customer {
  const clock = data.test_clock === undefined ? null : clockForCustomer(tx, data.test_clock);
  const id = tx.newId('cus');
  return {
    id,
    object: 'customer',
    address: writtenAddress(data.address, null),
    balance: data.balance ?? 0,
    ...(data.business_name ? { business_name: data.business_name } : {}),
    created: tx.now({ test_clock: clock }),
    currency: data.balance ? 'usd' : null,
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

/** A magic id that is both the payment method and the default one (`pm_card_visa`) is one card, not two. */
function addPaymentMethods(tx: Tx, customer: Stripe.Customer, data: CustomerData): Stripe.Customer {
  const given = data.payment_method;
  const attached = given === undefined ? undefined : attachPaymentMethod(tx, { paymentMethod: given, customer });
  if (!data.invoice_settings) return customer;
  const isSame = attached !== undefined && data.invoice_settings.default_payment_method === given;
  const settings = isSame ? { ...data.invoice_settings, default_payment_method: attached.id } : data.invoice_settings;
  return tx.update('customer', customer.id, { invoice_settings: invoiceSettingsAfter(tx, customer, settings) });
}

export function shippingOf(given: CustomerData['shipping']): Stripe.Customer.Shipping | null {
  if (!given) return null;
  return { address: postalAddress(given.address), name: given.name, phone: given.phone ?? null };
}
