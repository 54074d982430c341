import type Stripe from 'stripe';
import type { Tx } from '../../kernel/tx.ts';
import { idOf } from '../../kernel/objects.ts';
import { newCustomer } from '../customers/new-customer.ts';
import { changeCustomer, type CustomerChange } from '../customers/update-customer.ts';
import { newTaxId } from '../tax_ids/new-tax-id.ts';
import type { CheckoutFacts, ShippingDetails } from './facts.ts';
import { makesCustomer } from './makes-customer.ts';

type Session = Stripe.Checkout.Session;

/** Somebody who is not a customer yet, as far as sums need one. */
function nobody(session: Session, facts: CheckoutFacts): Stripe.Customer {
  return {
    id: '',
    object: 'customer',
    address: facts.address,
    balance: 0,
    created: session.created,
    currency: null,
    default_source: null,
    description: null,
    email: facts.email,
    invoice_settings: { custom_fields: null, default_payment_method: null, footer: null, rendering_options: null },
    livemode: false,
    metadata: {},
    name: facts.name,
    shipping: null,
    tax_exempt: 'none',
    test_clock: null,
  };
}

/** The customer whom a session is for, or a stand-in for one that will be made. */
export function sessionCustomer(tx: Tx, session: Session, facts: CheckoutFacts): Stripe.Customer {
  return tx.find('customer', idOf(session.customer) ?? facts.customer) ?? nobody(session, facts);
}

function addressParam(address: Stripe.Address): Stripe.AddressParam {
  const given = Object.entries(address).filter(([, value]) => value !== null && value !== '');
  return Object.fromEntries(given) as Stripe.AddressParam;
}

function shippingParam({ name, address }: ShippingDetails, phone: string | null): Stripe.CustomerCreateParams.Shipping {
  return { name, address: addressParam(address), ...(phone === null ? {} : { phone }) };
}

function namesParam({ businessName, individualName }: CheckoutFacts): {
  business_name?: string;
  individual_name?: string;
} {
  return {
    ...(businessName === null ? {} : { business_name: businessName }),
    ...(individualName === null ? {} : { individual_name: individualName }),
  };
}

/** The customer who pays: the session's own, or one that is made from what was typed. Null for a guest. */
export function payingCustomer(tx: Tx, session: Session, facts: CheckoutFacts): Stripe.Customer | null {
  const known = tx.find('customer', idOf(session.customer) ?? facts.customer);
  if (known) return known;
  if (!makesCustomer(session)) return null;
  const customer = newCustomer(tx, {
    ...(facts.email === null ? {} : { email: facts.email }),
    ...(facts.name === null ? {} : { name: facts.businessName ?? facts.name }),
    ...(facts.phone === null ? {} : { phone: facts.phone }),
    ...(facts.address === null ? {} : { address: addressParam(facts.address) }),
    ...(facts.shipping === null ? {} : { shipping: shippingParam(facts.shipping, facts.phone) }),
    ...namesParam(facts),
  });
  tx.update('_checkout', session.id, { customer: customer.id });
  return customer;
}

function addTaxId(tx: Tx, customer: string, taxId: NonNullable<CheckoutFacts['taxId']>): void {
  const known = tx.list('tax_id', { customer }).some(({ type, value }) => type === taxId.type && value === taxId.value);
  if (!known) newTaxId(tx, { customer, type: taxId.type as Stripe.TaxIdCreateParams.Type, value: taxId.value });
}

/** What was typed and differs from what the customer says so far. */
function typedChanges(facts: CheckoutFacts, customer: Stripe.Customer): CustomerChange {
  const name = facts.businessName ?? facts.name;
  const { address, email, phone } = facts;
  const isMoved = address !== null && JSON.stringify(address) !== JSON.stringify(customer.address);
  const shipping = facts.shipping && shippingParam(facts.shipping, phone);
  return {
    ...(name !== null && name !== customer.name ? { name } : {}),
    ...(email !== null && email !== customer.email ? { email } : {}),
    ...(phone !== null && phone !== customer.phone ? { phone } : {}),
    ...(isMoved ? { address: addressParam(address) } : {}),
    ...(shipping && isOtherShipping(facts.shipping, customer) ? { shipping } : {}),
    ...namesChanged(facts, customer),
  };
}

function isOtherShipping(typed: ShippingDetails | null, customer: Stripe.Customer): boolean {
  const { name, address } = customer.shipping ?? {};
  return JSON.stringify(typed) !== JSON.stringify({ name, address });
}

function namesChanged(facts: CheckoutFacts, customer: Stripe.Customer): CustomerChange {
  const { business_name: business, individual_name: individual } = namesParam(facts);
  return {
    ...(business !== undefined && business !== customer.business_name ? { business_name: business } : {}),
    ...(individual !== undefined && individual !== customer.individual_name ? { individual_name: individual } : {}),
  };
}

/** Of an existing customer only what the session was made to write (`customer_update`), and an e-mail that is missing. */
function allowedChanges(
  changes: CustomerChange,
  options: { facts: CheckoutFacts; customer: Stripe.Customer },
): CustomerChange {
  const { facts, customer } = options;
  const { name, email, address, shipping, business_name: business, individual_name: individual } = changes;
  const savesName = facts.customerUpdate.name === 'auto';
  return {
    ...(name !== undefined && savesName ? { name } : {}),
    ...(business !== undefined && savesName ? { business_name: business } : {}),
    ...(individual !== undefined && savesName ? { individual_name: individual } : {}),
    ...(shipping !== undefined && facts.customerUpdate.shipping === 'auto' ? { shipping } : {}),
    ...(address !== undefined && facts.customerUpdate.address === 'auto' ? { address } : {}),
    ...(email !== undefined && customer.email === null ? { email } : {}),
  };
}

/** Writes what was typed to the customer: all of it to one that this session made, else what it was made to write. */
export function saveDetails(
  tx: Tx,
  { session, facts, customer }: { session: Session; facts: CheckoutFacts; customer: Stripe.Customer },
): Stripe.Customer {
  const typed = typedChanges(facts, customer);
  const changes = idOf(session.customer) === null ? typed : allowedChanges(typed, { facts, customer });
  if (Object.keys(changes).length > 0) changeCustomer(tx, customer.id, changes);
  if (facts.taxId) addTaxId(tx, customer.id, facts.taxId);
  return tx.get('customer', customer.id);
}
