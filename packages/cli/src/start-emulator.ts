import { join } from 'node:path';
import type { Billing } from '@purser/billing';
import { createEmulator, type Emulator, type MainClock } from '@purser/emulator';
import { Complaint, portComplaint } from './complaint.ts';
import type { Closers } from './running.ts';

/** Someone sits before the screen: a webhook that failed is tried again soon. */
const webhookRetryMs = [1000, 5000, 30_000, 300_000];

/** Starts the sandbox's Stripe on EMULATOR_PORT, with its data beside billing's and on billing's clock. */
export async function startEmulator({
  billing,
  clock,
  dataDir,
  closers,
}: {
  billing: Billing;
  clock: MainClock;
  dataDir: string;
  closers: Closers;
}): Promise<Emulator> {
  const { host, emulatorPort: port } = billing.settings;
  const emulator = await createEmulator({
    clock,
    dataDir: join(dataDir, 'emulator'),
    webhookRetryMs,
    settings: { accountName: billing.catalog.brand.name },
    log: (message, error) => billing.log.error({ err: error }, message),
  }).catch((error: unknown) => {
    throw error instanceof Error && /in use by process/.test(error.message) ? new Complaint(error.message) : error;
  });
  closers.add(() => emulator.close());
  try {
    await emulator.listen({ port, host });
  } catch (error) {
    throw portComplaint(error, { port, setting: 'EMULATOR_PORT' });
  }
  return emulator;
}
