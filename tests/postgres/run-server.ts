import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { providePostgres } from './postgres-binaries.ts';
import type { PostgresSource } from './postgres-binaries.ts';

const START_TIMEOUT_MS = 30_000;

/** These data live for minutes, so nothing is flushed to the disk; a crash of the *service* loses nothing by it. */
const SETTINGS = [
  'fsync=off',
  'full_page_writes=off',
  'max_connections=200',
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
];

export interface RunningServer {
  readonly url: string;
  readonly process: ChildProcess;
}

/**
 * Makes a cluster in `directory` and runs its server on a free port of this machine.
 *
 * @param directory An empty folder that every user may enter.
 */
export async function runServer(directory: string, source: PostgresSource | undefined): Promise<RunningServer> {
  const owner = unprivilegedOwner();
  const binaries = providePostgres(directory, source);
  const cluster = join(directory, 'cluster');
  const passwordFile = join(directory, 'password');
  const password = randomBytes(16).toString('hex');
  mkdirSync(cluster, { mode: 0o700 });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (owner !== undefined) for (const path of [cluster, passwordFile]) chownSync(path, owner.uid, owner.gid);

  const options = { ...owner, cwd: cluster, env: { PATH: process.env.PATH ?? '', LC_ALL: 'C' } };
  const clusterOptions = [
    '--username=purser',
    '--auth=scram-sha-256',
    `--pwfile=${passwordFile}`,
    '--encoding=UTF8',
    '--locale=C',
  ];
  await promisify(execFile)(join(binaries, 'initdb'), [`--pgdata=${cluster}`, '--no-sync', ...clusterOptions], options);

  const port = await freePort();
  const settings = [...SETTINGS, `port=${port}`].flatMap((setting) => ['-c', setting]);
  const server = spawn(join(binaries, 'postgres'), ['-D', cluster, ...settings], {
    ...options,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await untilReady(server);
  return { url: `postgres://purser:${password}@127.0.0.1:${port}/postgres`, process: server };
}

/** PostgreSQL refuses to run as root, so there it runs as a user who may do nothing else. */
function unprivilegedOwner(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  for (const name of ['postgres', 'nobody']) {
    const user = users.find((fields) => fields[0] === name);
    if (user !== undefined) return { uid: Number(user[2]), gid: Number(user[3]) };
  }
  throw new Error(
    "PostgreSQL does not run as root, and this machine has neither a user 'postgres' nor 'nobody' to run it as.",
  );
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => probe.once('error', reject).listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('The probe for a free port has no port.');
  return address.port;
}

async function untilReady(server: ChildProcess): Promise<void> {
  let said = '';
  await new Promise<void>((resolve, reject) => {
    const fail = (reason: string) => reject(new Error(`PostgreSQL did not start: ${reason}\n${said}`));
    const timer = setTimeout(() => fail(`nothing after ${START_TIMEOUT_MS} ms`), START_TIMEOUT_MS);
    server.stderr?.on('data', (chunk: Buffer) => {
      // Only the beginning matters; what it says later must be read all the same, or the pipe fills and the server stands still.
      if (said.length < 10_000) said += chunk.toString();
      if (!said.includes('ready to accept connections')) return;
      clearTimeout(timer);
      resolve();
    });
    server.once('error', (error) => fail(error.message));
    server.once('exit', (code) => {
      clearTimeout(timer);
      fail(`exit code ${code}`);
    });
  });
}
