import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const START_TIMEOUT_MS = 180_000;
const STOP_TIMEOUT_MS = 15_000;

/** Settings that would turn the sandbox into something else. */
const FOREIGN =
  /^(STRIPE_|PURSER_|DATABASE_URL|FRONTEND_URL|ALLOWED_ORIGINS|SMTP_URL|NODE_ENV|HOST$|PORT$|NEXT_PUBLIC_)/;

export interface Product {
  /** Of the service and the web app. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Runs the whole product as `npm start` does, on free ports and with a data folder of its own. */
export async function startProduct(options: { catalog: string }): Promise<Product> {
  const directory = mkdtempSync(join(tmpdir(), 'purser-browser-'));
  const [port, emulatorPort] = await freePorts(2);
  const kept = Object.entries(process.env).filter(([name]) => !FOREIGN.test(name) || name === 'STRIPE_EMULATOR_RECORD');
  const environment = {
    ...Object.fromEntries(kept),
    PORT: String(port),
    EMULATOR_PORT: String(emulatorPort),
    PURSER_DATA_DIR: join(directory, 'data'),
  };
  const program = resolve('packages/cli/src/main.ts');
  const child = spawn(process.execPath, [program, 'start', '--catalog', options.catalog], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  const url = `http://127.0.0.1:${port}`;
  try {
    await untilReady(child, `${url}/readyz`);
  } catch (error) {
    child.kill('SIGKILL');
    throw new Error(`Purser did not start:\n${said.join('')}`, { cause: error });
  }
  return {
    url,
    stop: async () => {
      await stop(child);
      rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function freePorts(count: number): Promise<number[]> {
  // All are held at once, or the same one could be given twice.
  const probes = Array.from({ length: count }, () => createServer());
  const ports: number[] = [];
  for (const probe of probes) {
    await new Promise<void>((done, failed) => probe.once('error', failed).listen(0, '127.0.0.1', done));
    const address = probe.address();
    if (address !== null && typeof address === 'object') ports.push(address.port);
  }
  await Promise.all(probes.map((probe) => new Promise((done) => probe.close(done))));
  return ports;
}

async function untilReady(child: ChildProcess, url: string): Promise<void> {
  const deadline = performance.now() + START_TIMEOUT_MS;
  while (performance.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`It ended with exit code ${child.exitCode}.`);
    const isReady = await fetch(url).then(
      (answer) => answer.ok,
      () => false,
    );
    if (isReady) return;
    await wait(100);
  }
  throw new Error(`${url} did not answer well within ${START_TIMEOUT_MS} ms.`);
}

/** As Ctrl-C does. One that does not end is a fault, and is ended. */
async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGINT');
  const isLate = await Promise.race([ended.then(() => false), wait(STOP_TIMEOUT_MS, true, { ref: false })]);
  if (!isLate) return;
  child.kill('SIGKILL');
  throw new Error(`Purser did not stop within ${STOP_TIMEOUT_MS} ms of SIGINT.`);
}
