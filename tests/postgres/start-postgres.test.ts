import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { expect, test } from 'vitest';
import { startPostgres } from './start-postgres.ts';

const moduleUrl = new URL('./start-postgres.ts', import.meta.url).href;

async function versionOf(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const answer = await client.query<{ server_version: string }>('show server_version');
    return answer.rows[0]?.server_version ?? '';
  } finally {
    await client.end();
  }
}

test('a server of the npm package answers, and is gone after it was stopped', async () => {
  const postgres = await startPostgres({ source: 'embedded' });
  expect(Number.parseInt(await versionOf(postgres.url), 10)).toBeGreaterThanOrEqual(15);
  await postgres.stop();
  await expect(versionOf(postgres.url)).rejects.toThrow('ECONNREFUSED');
});

test('a server does not outlive a test run that was killed', async () => {
  const program = `const { startPostgres } = await import('${moduleUrl}'); console.log((await startPostgres()).url); setInterval(() => {}, 1000);`;
  const run = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [url] = (await once(createInterface(run.stdout), 'line')) as [string];
  await versionOf(url);
  run.kill('SIGKILL');
  await expect.poll(() => versionOf(url).catch(String), { timeout: 10_000 }).toContain('ECONNREFUSED');
});

test('an unknown source of servers is refused by name', async () => {
  const previous = process.env.PURSER_TEST_POSTGRES;
  process.env.PURSER_TEST_POSTGRES = 'docker';
  try {
    await expect(startPostgres()).rejects.toThrow("PURSER_TEST_POSTGRES is 'docker'");
  } finally {
    if (previous === undefined) delete process.env.PURSER_TEST_POSTGRES;
    else process.env.PURSER_TEST_POSTGRES = previous;
  }
});
