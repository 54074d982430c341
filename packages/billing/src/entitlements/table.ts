import type { Kysely } from 'kysely';
import type { Tables } from '../kernel/tables.ts';
import type { Entitlement } from './derive-entitlement.ts';

declare module '../kernel/tables.ts' {
  interface Tables {
    entitlements: EntitlementTable;
  }
}

interface EntitlementTable {
  user_id: string;
  tier: string | null;
  subscription_id: string | null;
  valid_until: Date | null;
  derived_at: Date;
}

type Db = Kysely<Tables>;

export async function storedEntitlement(db: Db, userId: string): Promise<Entitlement | undefined> {
  return db
    .selectFrom('entitlements')
    .select(['tier', 'subscription_id as subscriptionId', 'valid_until as validUntil'])
    .where('user_id', '=', userId)
    .executeTakeFirst();
}

export async function storeEntitlement(
  db: Db,
  { userId, derivedAt, ...entitlement }: Entitlement & { userId: string; derivedAt: Date },
): Promise<void> {
  const row = {
    tier: entitlement.tier,
    subscription_id: entitlement.subscriptionId,
    valid_until: entitlement.validUntil,
    derived_at: derivedAt,
  };
  await db
    .insertInto('entitlements')
    .values({ user_id: userId, ...row })
    .onConflict((conflict) => conflict.column('user_id').doUpdateSet(row))
    .execute();
}

/** Users whose entitlement has run out by time alone. */
export async function usersWithExpiredEntitlement(db: Db, now: Date): Promise<string[]> {
  const rows = await db
    .selectFrom('entitlements')
    .select('user_id')
    .where('valid_until', '<=', now)
    .limit(100)
    .execute();
  return rows.map((row) => row.user_id);
}
