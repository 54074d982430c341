import type Stripe from 'stripe';
import type { Tx } from '../../kernel/tx.ts';
import { idOf } from '../../kernel/objects.ts';
import { newCustomer } from '../customers/new-customer.ts';
import { changeCustomer } from '../customers/update-customer.ts';
import { newTaxId } from '../tax_ids/new-tax-id.ts';
import type { CheckoutFacts } from './facts.ts';

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

/** Whether a session leads to a customer when it has none. */
function makesCustomer(session: Session): boolean {
  return session.mode === 'subscription' || session.customer_creation === 'always';
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
  });
  tx.update('_checkout', session.id, { customer: customer.id });
  return customer;
}

function addTaxId(tx: Tx, customer: string, taxId: NonNullable<CheckoutFacts['taxId']>): void {
  const known = tx.list('tax_id', { customer }).some(({ type, value }) => type === taxId.type && value === taxId.value);
  if (!known) newTaxId(tx, { customer, type: taxId.type as Stripe.TaxIdCreateParams.Type, value: taxId.value });
}

/** Writes what was typed to the customer, as far as the session was made to (`customer_update`). */
export function saveDetails(
  tx: Tx,
  { session, facts, customer }: { session: Session; facts: CheckoutFacts; customer: Stripe.Customer },
): Stripe.Customer {
  const isOwn = idOf(session.customer) === null;
  const name = facts.businessName ?? facts.name;
  const savesName = facts.customerUpdate.name === 'auto' && name !== null && name !== customer.name;
  const savesAddress = facts.customerUpdate.address === 'auto' && facts.address !== null;
  if (!isOwn && (savesName || savesAddress || (customer.email === null && facts.email !== null))) {
    changeCustomer(tx, customer.id, {
      ...(savesName ? { name } : {}),
      ...(savesAddress && facts.address ? { address: addressParam(facts.address) } : {}),
      ...(customer.email === null && facts.email !== null ? { email: facts.email } : {}),
    });
  }
  if (facts.taxId) addTaxId(tx, customer.id, facts.taxId);
  return tx.get('customer', customer.id);
}
