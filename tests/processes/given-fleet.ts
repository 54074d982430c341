import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import mmarkov from '../../catalogs/mmarkov.ts';
import { createBilling, readSettings, type Billing } from '../../packages/billing/src/index.ts';
import { pushCatalog } from '../../packages/billing/src/catalog/index.ts';
import { createLog } from '../../packages/billing/src/kernel/log.ts';
import { givenMailServer, type MailServer } from '../../packages/billing/src/testing/given-mail-server.ts';
import { createEmulator, type Emulator } from '../../packages/emulator/src/index.ts';
import { startPostgres } from '../postgres/start-postgres.ts';

/** Real processes of the service on one real PostgreSQL, beside an emulator and a mail server. */
export interface Fleet {
  readonly emulator: Emulator;
  readonly mailServer: MailServer;
  /** Looks into the database that the processes share. It neither serves nor works. */
  readonly billing: Billing;
  /** Starts `purser serve --role …` and waits until it says that it runs. An `api` is told of every event. */
  start(role: 'api' | 'worker' | 'all'): Promise<ServiceProcess>;
  close(): Promise<void>;
}

export interface ServiceProcess {
  readonly url: string;
  /** kill -9: no goodbye, no flush. */
  kill(): Promise<void>;
}

const main = fileURLToPath(new URL('../../packages/cli/src/main.ts', import.meta.url));

export async function givenFleet(): Promise<Fleet> {
  const postgres = await startPostgres();
  const databaseUrl = await createDatabase(postgres.url);
  const emulator = await createEmulator({ webhookRetryMs: [100, 200, 400, 800, 1600] });
  await emulator.listen({ port: 0 });
  const mailServer = await givenMailServer();
  const environment = {
    DATABASE_URL: databaseUrl,
    STRIPE_API_BASE: emulator.url,
    FRONTEND_URL: 'http://app.test',
    PURSER_JWT_SECRET: 'a secret that signs the tokens of tests only',
    SMTP_URL: mailServer.url,
    LOG_LEVEL: 'error',
  };
  const log = createLog({ level: 'silent' });
  const billing = await createBilling({ settings: readSettings(environment), catalog: mmarkov, log });
  await pushCatalog(billing);
  const secrets: string[] = [];
  const running = new Set<ServiceProcess>();

  return {
    emulator,
    mailServer,
    billing,
    start: async (role) => {
      const port = await findFreePort();
      if (role !== 'worker') secrets.push(await tellOfEvents(billing, port));
      const process = await startProcess(role, {
        ...environment,
        PORT: String(port),
        STRIPE_WEBHOOK_SECRET: secrets.join(','),
      });
      const service: ServiceProcess = {
        url: `http://127.0.0.1:${port}`,
        kill: async () => {
          running.delete(service);
          if (process.exitCode !== null || process.signalCode !== null) return;
          const ended = once(process, 'exit');
          process.kill('SIGKILL');
          await ended;
        },
      };
      running.add(service);
      return service;
    },
    close: async () => {
      for (const service of running) await service.kill();
      await emulator.close();
      await mailServer.close();
      await billing.close();
      await postgres.stop();
    },
  };
}

async function tellOfEvents({ stripe }: Billing, port: number): Promise<string> {
  const endpoint = await stripe.webhookEndpoints.create({
    url: `http://127.0.0.1:${port}/api/payments/webhook`,
    enabled_events: ['*'],
  });
  return endpoint.secret ?? '';
}

async function startProcess(role: string, environment: Record<string, string>): Promise<ChildProcess> {
  const child = spawn(process.execPath, [main, 'serve', '--role', role, '--catalog', 'mmarkov'], {
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: string[] = [];
  child.stderr.on('data', (text: Buffer) => said.push(text.toString()));
  for await (const line of createInterface(child.stdout)) {
    said.push(line);
    if (/listening on|is working/.test(line)) {
      child.stdout.resume();
      return child;
    }
  }
  throw new Error(`purser serve --role ${role} ended before it ran:\n${said.join('\n')}`);
}

async function createDatabase(server: string): Promise<string> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  await client.query('create database fleet');
  await client.end();
  const url = new URL(server);
  url.pathname = '/fleet';
  return url.href;
}

async function findFreePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('The probe has no port.');
  return address.port;
}

/** Waits for something that other processes bring about. */
export async function eventually<T>(what: string, ask: () => Promise<T | null | undefined | false>): Promise<T> {
  const giveUpAt = Date.now() + 30_000;
  while (Date.now() < giveUpAt) {
    const answer = await ask();
    if (answer !== null && answer !== undefined && answer !== false) return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`It did not happen within 30 s: ${what}`);
}
