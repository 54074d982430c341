import { createLog, migrate, openDatabase, readSettings, type Environment } from '@purser/billing';
import type { Catalog } from '@purser/billing/catalog';
import { join } from 'node:path';

/** `purser migrate`: brings the schema up to date. @returns The names of the migrations that were run now. */
export async function migrateDatabase(catalog: Catalog, environment: Environment): Promise<string[]> {
  const { databaseUrl, dataDir } = readSettings(environment);
  const directory = dataDir === null ? null : join(dataDir, catalog.id);
  const database = await openDatabase({ url: databaseUrl, dataDir: directory }, createLog({ level: 'error' }));
  try {
    return await migrate(database);
  } finally {
    await database.close();
  }
}
