import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Billing } from '@purser/billing';
import { createServer } from '@purser/billing/http';
import { portComplaint } from './complaint.ts';
import type { Closers } from './running.ts';

/** Where the build puts the web application. */
const builtWebApp = fileURLToPath(new URL('../../../apps/web/dist/web/browser', import.meta.url));

export function findWebApp(): string | null {
  return existsSync(join(builtWebApp, 'index.html')) ? builtWebApp : null;
}

/** Starts the HTTP side of billing, with the web application where it was built. */
export async function startService(billing: Billing, closers: Closers): Promise<{ url: string }> {
  const { host, port } = billing.settings;
  const webRoot = findWebApp();
  const server = await createServer(billing, webRoot === null ? {} : { webRoot });
  closers.add(() => server.close());
  try {
    await server.listen({ host, port });
  } catch (error) {
    throw portComplaint(error, { port, setting: 'PORT' });
  }
  return { url: `http://${host}:${port}` };
}
