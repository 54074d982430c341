import { createBilling, readSettings, type Environment } from '@purser/billing';
import type { Catalog } from '@purser/billing/catalog';
import { startWorker } from '@purser/billing/worker';
import { Complaint } from './complaint.ts';
import { Closers, type Running } from './running.ts';
import { startService } from './service.ts';

export type Role = 'api' | 'worker' | 'all';

/**
 * Runs one process of the service for production: `api` answers, `worker` looks at Stripe and sends mail, `all` does
 * both. Any number of each share one PostgreSQL.
 *
 * @throws Complaint, SettingsError: what the person at the keyboard can mend.
 */
export async function serve(
  catalog: Catalog,
  { role, environment, migrateFirst }: { role: Role; environment: Environment; migrateFirst: boolean },
): Promise<Running> {
  const settings = readSettings(environment);
  if (settings.sandbox && environment['STRIPE_API_BASE'] === undefined) {
    throw new Complaint('STRIPE_SECRET_KEY is missing. `purser start` runs a sandbox that needs none.');
  }
  if (role !== 'all' && settings.databaseUrl === null) {
    throw new Complaint(`--role ${role} needs DATABASE_URL: the embedded database serves one process alone.`);
  }
  const closers = new Closers();
  try {
    const billing = await createBilling({ settings, catalog, migrateFirst });
    closers.add(() => billing.close());
    if (role !== 'api') {
      const worker = await startWorker(billing);
      closers.add(() => worker.stop());
    }
    const url = role === 'worker' ? '' : (await startService(billing, closers)).url;
    return { url, rows: [[role, url === '' ? 'working' : url]], stop: () => closers.close() };
  } catch (error) {
    await closers.close();
    throw error;
  }
}
