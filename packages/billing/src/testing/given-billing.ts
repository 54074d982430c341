import pg from 'pg';
import type { Catalog } from '../catalog/index.ts';
import { createBilling } from '../create-billing.ts';
import type { Billing } from '../kernel/billing.ts';
import { HeldClock, type Clock } from '../kernel/clock.ts';
import { newId } from '../kernel/ids.ts';
import { createLog } from '../kernel/log.ts';
import { readSettings, type Environment } from '../kernel/settings.ts';

export type TestBilling<Clock = HeldClock> = Billing & { readonly clock: Clock };

/** Signs the tokens of tests; see `givenToken`. */
export const testJwtSecret = 'a secret that signs the tokens of tests only';

/**
 * A billing of its own for a test: a new database on PURSER_TEST_DATABASE_URL's server, or PGlite in memory without it;
 * a clock that stands at `at` until its giver moves it; a silent log. Close it in `afterAll`.
 *
 * @param environment Overrides of the settings, by variable, e.g. `STRIPE_API_BASE` for an emulator's address.
 * @param shareDatabaseOf Another test billing, to play a second process on one database (PostgreSQL only).
 */
export async function givenBilling<C extends Clock = HeldClock>({
  catalog,
  environment = {},
  at = new Date('2026-03-01T12:00:00Z'),
  clock,
  log = createLog({ level: process.env['PURSER_TEST_LOG'] ?? 'silent' }),
  shareDatabaseOf,
}: {
  catalog: Catalog;
  environment?: Environment;
  at?: Date;
  clock?: C;
  log?: Billing['log'];
  shareDatabaseOf?: Billing;
}): Promise<TestBilling<C>> {
  const server = process.env['PURSER_TEST_DATABASE_URL'];
  const created = shareDatabaseOf === undefined && server !== undefined ? await createDatabase(server) : null;
  const settings = readSettings({
    DATABASE_URL: created?.url ?? shareDatabaseOf?.settings.databaseUrl ?? undefined,
    FRONTEND_URL: 'http://app.test',
    STRIPE_WEBHOOK_SECRET: 'whsec_for_tests',
    PURSER_JWT_SECRET: testJwtSecret,
    ...environment,
  });
  // Without a clock of the caller's the type parameter is its default.
  const held = clock ?? (new HeldClock(at) as Clock as C);
  const billing = await createBilling({ settings: { ...settings, dataDir: null }, catalog, clock: held, log });
  const close = async (): Promise<void> => {
    await billing.close();
    await created?.drop();
  };
  return { ...billing, clock: held, close };
}

/** Whether the tests run on a PostgreSQL server, where several processes can share one database. */
export const isOnPostgres = process.env['PURSER_TEST_DATABASE_URL'] !== undefined;

async function createDatabase(server: string): Promise<{ url: string; drop: () => Promise<void> }> {
  const name = newId('purser_test');
  await runOn(server, `create database "${name}"`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => runOn(server, `drop database if exists "${name}" with (force)`) };
}

async function runOn(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
