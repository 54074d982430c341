import { Stripe } from 'stripe';
import type { Catalog } from '../catalog/index.ts';
import type { Billing } from '../kernel/billing.ts';
import { idempotencyKey } from '../kernel/ids.ts';
import { refreshCustomer } from './projection.ts';
import {
  abandonKey,
  customerOfUser,
  linkCustomer,
  reserveCustomer,
  type CustomerRow,
  type Reservation,
} from './table.ts';

export type LinkedCustomer = CustomerRow & { readonly customerId: string };

/** What a Stripe invoice's custom field holds at most. */
const customFieldLength = 140;

/** What Stripe is sent. Made from the stored reservation alone, so that racing requests and a retry send the same. */
export function planCustomer(catalog: Catalog, reserved: Reservation): Stripe.CustomerCreateParams {
  return {
    ...(reserved.email === null ? {} : { email: reserved.email }),
    ...(reserved.name === null ? {} : { name: reserved.name }),
    preferred_locales: [reserved.locale ?? 'en'],
    tax_exempt: 'none',
    invoice_settings: {
      footer: catalog.brand.invoiceFooter,
      ...(reserved.userId.length > customFieldLength
        ? {}
        : { custom_fields: [{ name: 'Account ID', value: reserved.userId }] }),
    },
    metadata: {
      user_id: reserved.userId,
      account_type: reserved.accountType,
      signup_date: reserved.signupDate.toISOString(),
    },
  };
}

/**
 * The user's Stripe customer; made at the first call, however many requests race. One that was deleted at Stripe is
 * followed by a new one.
 *
 * @see https://docs.stripe.com/api/customers/create
 */
export async function ensureCustomer(
  billing: Billing,
  user: Omit<Reservation, 'userId' | 'signupDate'> & { readonly id: string },
): Promise<LinkedCustomer> {
  const { id, email, name, locale, accountType } = user;
  const reservation = { userId: id, email, name, locale, accountType, signupDate: billing.clock.now() };
  // A second round is for a key that brought back a customer deleted since; a third would mean that somebody deletes.
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    const reserved = await reserveCustomer(billing.db, reservation);
    if (isLinked(reserved)) return reserved;
    const created = await createCustomer(billing, reserved);
    const link = { userId: id, customerId: created.id, generation: reserved.generation };
    await billing.db.transaction().execute((db) => linkCustomer(db, link));
    // The answer may be 24 hours old: the key gives back what it first gave, also when that was deleted meanwhile.
    await refreshCustomer(billing, created.id);
    const linked = await customerOfUser(billing.db, id);
    if (linked !== undefined && isLinked(linked)) return linked;
  }
  throw new Error('Stripe’s customer of this user was deleted three times while it was being made.');
}

async function createCustomer(billing: Billing, reserved: CustomerRow): Promise<Stripe.Customer> {
  const { userId, generation } = reserved;
  try {
    return await billing.stripe.customers.create(planCustomer(billing.catalog, reserved), {
      idempotencyKey: idempotencyKey('customer', userId, generation),
    });
  } catch (error) {
    // Stripe keeps even a 500 under its key for a day, and refuses the key once the catalog's wording has changed. No answer
    // at all is another matter: then the same key must be asked again.
    const { StripeAPIError, StripeIdempotencyError } = Stripe.errors;
    if (error instanceof StripeAPIError || error instanceof StripeIdempotencyError)
      await abandonKey(billing.db, { userId, generation });
    throw error;
  }
}

function isLinked(customer: CustomerRow): customer is LinkedCustomer {
  return customer.customerId !== null;
}
