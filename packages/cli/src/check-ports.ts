import { createServer } from 'node:net';
import type { Settings } from '@purser/billing';
import { portComplaint } from './complaint.ts';

/**
 * Says at once when a port is taken, before a database is opened that would only have to be closed again.
 *
 * @throws Complaint naming the setting.
 */
export async function checkPorts({ host, port, emulatorPort, sandbox }: Settings): Promise<void> {
  await checkPort({ host, port, setting: 'PORT' });
  if (sandbox) await checkPort({ host, port: emulatorPort, setting: 'EMULATOR_PORT' });
}

function checkPort({ host, port, setting }: { host: string; port: number; setting: string }): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => reject(portComplaint(error, { port, setting })));
    server.listen(port, host, () => server.close(() => resolve()));
  });
}
