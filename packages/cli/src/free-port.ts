import { createServer } from 'node:net';
import type { Environment } from '@purser/billing';

/** Where a port is given as 0, any free one is meant: it is chosen now, so that both sides can be told of it. */
export async function withFreePorts(environment: Environment): Promise<Environment> {
  const chosen: Record<string, string> = {};
  for (const name of ['PORT', 'EMULATOR_PORT']) {
    if (environment[name]?.trim() === '0') chosen[name] = String(await freePort());
  }
  return { ...environment, ...chosen };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
