import type { Stripe } from 'stripe';
import type { Billing } from '../kernel/billing.ts';
import { isMissingAtStripe } from '../kernel/stripe-client.ts';
import { idOf } from '../kernel/reference.ts';
import { refresh } from '../kernel/refresh.ts';
import type { Tx } from '../kernel/transact.ts';
import { linkCustomer, linkedUser, storeCustomer, unlinkCustomer } from './table.ts';

/**
 * Looks at a customer at Stripe and stores what was seen.
 *
 * @returns Whose it is, `deleted`, or `foreign` for one that is not ours.
 */
export async function refreshCustomer(
  billing: Billing,
  customerId: string,
): Promise<{ is: 'ours'; userId: string } | { is: 'deleted' | 'foreign' }> {
  const look = await refresh(billing, {
    objectId: customerId,
    look: () => readCustomer(billing, customerId),
    store: storeSeen,
  });
  if (!look.superseded) return look.stored;
  const link = await billing.db
    .selectFrom('customer_links')
    .selectAll()
    .where('customer_id', '=', customerId)
    .executeTakeFirst();
  if (link === undefined) return { is: 'foreign' };
  return link.deleted_at === null ? { is: 'ours', userId: link.user_id } : { is: 'deleted' };
}

type Seen = Stripe.Customer | Stripe.DeletedCustomer;

/** A deleted customer is answered with 200 and `deleted: true`; a missing one belongs to another account or mode. */
async function readCustomer(billing: Billing, id: string): Promise<Seen> {
  try {
    return await billing.stripe.customers.retrieve(id);
  } catch (error) {
    if (isMissingAtStripe(error)) return { id, object: 'customer', deleted: true };
    throw error;
  }
}

async function storeSeen(
  tx: Tx,
  customer: Seen,
): Promise<{ is: 'ours'; userId: string } | { is: 'deleted' | 'foreign' }> {
  const known = await linkedUser(tx.db, customer.id);
  if (customer.deleted === true) {
    if (known !== undefined) await unlinkCustomer(tx.db, { customerId: customer.id, at: tx.now });
    return { is: known === undefined ? 'foreign' : 'deleted' };
  }
  const userId = known ?? (await adopt(tx, customer));
  if (userId === undefined) return { is: 'foreign' };
  await storeCustomer(tx.db, {
    customerId: customer.id,
    email: customer.email,
    name: customer.name ?? null,
    defaultPaymentMethodId: idOf(customer.invoice_settings.default_payment_method),
  });
  return { is: 'ours', userId };
}

/**
 * A customer that we made and then crashed before storing its id: the reservation is there, and the metadata say whose it
 * is. An e-mail address is never enough: whoever types a stranger's address would get the stranger's subscription.
 */
async function adopt(tx: Tx, customer: Stripe.Customer): Promise<string | undefined> {
  const userId = customer.metadata['user_id'];
  if (userId === undefined || userId === '') return undefined;
  return (await linkCustomer(tx.db, { userId, customerId: customer.id })) ? userId : undefined;
}
