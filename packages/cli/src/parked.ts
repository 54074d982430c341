import { join } from 'node:path';
import {
  createLog,
  listParkedEvents,
  listParkedMail,
  openDatabase,
  readSettings,
  requeueParkedEvents,
  requeueParkedMail,
  systemClock,
  type Environment,
} from '@purser/billing';
import type { Catalog } from '@purser/billing/catalog';

/**
 * `purser parked`: what was given up after many tries, and why; with `isRetry` all of it is tried again.
 *
 * @returns The exit code: 2 when something stays parked.
 */
export async function showParked(
  catalog: Catalog,
  { environment, isRetry, print }: { environment: Environment; isRetry: boolean; print: (line: string) => void },
): Promise<0 | 2> {
  const { databaseUrl, dataDir } = readSettings(environment);
  const directory = dataDir === null ? null : join(dataDir, catalog.id);
  const database = await openDatabase({ url: databaseUrl, dataDir: directory }, createLog({ level: 'error' }));
  try {
    const mail = await listParkedMail(database.db);
    const events = await listParkedEvents(database.db);
    for (const { kind, key, attempts, lastError } of mail) {
      print(`mail ${kind} about ${key}, given up after ${attempts} tries: ${lastError ?? 'no reason was kept'}`);
    }
    for (const { id, type, reason } of events) print(`event ${type} ${id}: ${reason ?? 'no reason was kept'}`);
    if (mail.length + events.length === 0) {
      print('Nothing is parked.');
      return 0;
    }
    if (!isRetry) {
      print('\nTo try all of it again: purser parked --retry');
      return 2;
    }
    const now = systemClock.now();
    const count =
      (await requeueParkedMail(database.db, { dueAt: now })) + (await requeueParkedEvents(database.db, { now }));
    print(`\n${count} will be tried again by the next worker.`);
    return 0;
  } finally {
    await database.close();
  }
}
