import { isDeepStrictEqual } from 'node:util';
import { lockCustomer } from '../customers/index.ts';
import type { Billing } from '../kernel/billing.ts';
import type { Reaction } from '../kernel/changes.ts';
import { transact, type Tx } from '../kernel/transact.ts';
import { subscriptionsOfUser } from '../subscriptions/index.ts';
import { deriveEntitlement } from './derive-entitlement.ts';
import { storedEntitlement, storeEntitlement, usersWithExpiredEntitlement } from './table.ts';

/** Follows a subscription's change. */
export const recomputeEntitlement: Reaction<'subscription.changed'> = (tx, { after }) => recompute(tx, after.userId);

/** Takes back what a grace allowed once it is over. @returns How many users it concerned. */
export async function expireEntitlements(billing: Billing): Promise<number> {
  const users = await usersWithExpiredEntitlement(billing.db, billing.clock.now());
  for (const userId of users) await transact(billing, (tx) => recompute(tx, userId));
  return users.length;
}

async function recompute(tx: Tx, userId: string): Promise<void> {
  await lockCustomer(tx.db, userId);
  const before = await storedEntitlement(tx.db, userId);
  const { catalog } = tx.billing;
  const after = deriveEntitlement(await subscriptionsOfUser(tx.db, userId), { catalog, now: tx.now });
  if (isDeepStrictEqual(before, after)) return;
  await storeEntitlement(tx.db, { ...after, userId, derivedAt: tx.now });
  tx.changed('entitlement.changed', { userId, before, after });
}
