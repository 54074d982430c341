import type { Billing } from '../kernel/billing.ts';
import { refreshCustomer } from './projection.ts';
import { linkedUser } from './table.ts';

/** Whose a customer of Stripe's is; null when it is not ours, as in an account that others share. May ask Stripe. */
export async function userOfCustomer(billing: Billing, customerId: string): Promise<string | null> {
  const known = await linkedUser(billing.db, customerId);
  if (known !== undefined) return known;
  const seen = await refreshCustomer(billing, customerId);
  return seen.is === 'ours' ? seen.userId : null;
}
