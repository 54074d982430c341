import type { Billing } from './billing.ts';
import { newSecret } from './ids.ts';
import { SettingsError } from './settings.ts';
import type { Database } from './database.ts';
import { databaseErrorCode } from './transact.ts';

/**
 * Ties the database to Stripe's live or test mode at its first start, and refuses the other mode ever after.
 * @returns The secret that signs the sandbox's tokens when the environment names none; kept, so that a token outlives a
 *   restart and two processes of one sandbox accept each other's.
 * @throws SettingsError
 */
export async function claimInstallation(
  database: Database,
  { livemode }: { livemode: boolean },
): Promise<{ sandboxJwtSecret: string }> {
  await firstClaim(database, livemode);
  const installed = await database.db.selectFrom('installation').selectAll().executeTakeFirstOrThrow();
  if (installed.livemode !== livemode) {
    const [key, data] = livemode ? ['live', 'test'] : ['test', 'live'];
    throw new SettingsError([
      `STRIPE_SECRET_KEY is a ${key} key, but DATABASE_URL is a database with ${data} data. Use a database of its own for each.`,
    ]);
  }
  return { sandboxJwtSecret: installed.sandbox_jwt_secret };
}

async function firstClaim(database: Database, livemode: boolean): Promise<void> {
  try {
    await database.db
      .insertInto('installation')
      .values({ livemode, sandbox_jwt_secret: newSecret() })
      .onConflict((conflict) => conflict.column('only').doNothing())
      .execute();
  } catch (error) {
    const isTableMissing = databaseErrorCode(error) === '42P01';
    if (!isTableMissing) throw error;
    throw new SettingsError(['DATABASE_URL is a database without Purser’s tables. Run the migrations first.']);
  }
}

/** The key that signs and checks HS256 tokens: the environment's, or in the sandbox the database's own. */
export function tokenSecret({ settings, sandboxJwtSecret }: Billing): string | null {
  return settings.auth.jwtSecret ?? (settings.sandbox ? sandboxJwtSecret : null);
}
