// A process that keeps one PostgreSQL server for as long as its standard input stays open. Whoever started it may end in any
// way, by Ctrl-C, a crash or kill -9: the input closes, the server stops, and its folder is removed.
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { wantedSource } from './postgres-binaries.ts';
import { runServer } from './run-server.ts';

/** The first and only line on standard output. */
export type KeeperReport = { url: string } | { error: string };

const directory = mkdtempSync(join(tmpdir(), 'purser-postgres-'));
// The server's own user must be able to enter it.
chmodSync(directory, 0o755);
const toldToStop = Promise.race([
  once(process.stdin.resume(), 'close'),
  once(process, 'SIGTERM'),
  once(process, 'SIGINT'),
]);

try {
  const server = await runServer(directory, wantedSource());
  report({ url: server.url });
  const stopped = once(server.process, 'exit');
  await Promise.race([toldToStop, stopped]);
  // "Immediate shutdown": nothing of this cluster is kept.
  server.process.kill('SIGQUIT');
  await stopped;
} catch (error) {
  report({ error: error instanceof Error ? error.message : String(error) });
  process.exitCode = 1;
} finally {
  rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
}
process.exit();

function report(line: KeeperReport): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
