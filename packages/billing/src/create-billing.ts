import type { Catalog } from './catalog/index.ts';
import { mailKinds, reactions, refreshers } from './flow.ts';
import type { Billing } from './kernel/billing.ts';
import { systemClock, type Clock } from './kernel/clock.ts';
import { openDatabase } from './kernel/database.ts';
import { claimInstallation } from './kernel/installation.ts';
import { createLog, type Log } from './kernel/log.ts';
import { migrate, schemaProblem } from './kernel/migrate.ts';
import type { Settings } from './kernel/settings.ts';
import { Signals } from './kernel/signals.ts';
import { createStripeClient } from './kernel/stripe-client.ts';

/**
 * Opens the database, brings its schema up to date, and wires everything that an operation needs.
 *
 * @param migrateFirst False leaves the schema alone; `/readyz` then says what is missing.
 * @throws SettingsError when the database belongs to Stripe's other mode, or has no schema at all.
 */
export async function createBilling({
  settings,
  catalog,
  clock = systemClock,
  log = createLog({ level: settings.logLevel }),
  migrateFirst = true,
}: {
  settings: Settings;
  catalog: Catalog;
  clock?: Clock;
  log?: Log;
  migrateFirst?: boolean;
}): Promise<Billing> {
  const database = await openDatabase({ url: settings.databaseUrl, dataDir: settings.dataDir }, log);
  try {
    if (migrateFirst) {
      const names = await migrate(database);
      if (names.length > 0) log.info({ migrations: names }, 'the schema was brought up to date');
    }
    const problem = await schemaProblem(database);
    if (problem !== null) log.error({ problem }, 'the schema is not the one that this program was written for');
    const { sandboxJwtSecret } = await claimInstallation(database, settings.stripe);
    return {
      settings,
      catalog,
      clock,
      log,
      database,
      db: database.db,
      stripe: createStripeClient(settings),
      webhookSecrets: new Set(settings.stripe.webhookSecrets),
      sandboxJwtSecret,
      refreshers,
      reactions,
      mailKinds,
      signals: new Signals(),
      close: () => database.close(),
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}
