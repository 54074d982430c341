import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { SandboxState } from '@purser/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { givenDirectory, runPurser, type Command } from './given-command.ts';

let directory: ReturnType<typeof givenDirectory>;
const running: Command[] = [];

beforeEach(() => {
  directory = givenDirectory();
});

afterEach(async () => {
  for (const command of running.splice(0)) {
    command.process.kill('SIGKILL');
    await command.ended;
  }
  directory.remove();
});

function startPurser(environment: Record<string, string> = {}, parameters: readonly string[] = []): Command {
  const settings = { PORT: '0', EMULATOR_PORT: '0', PURSER_DATA_DIR: directory.path, ...environment };
  const command = runPurser(['start', ...parameters], settings);
  running.push(command);
  return command;
}

/** The address behind a row of the table. */
function addressIn(command: Command, row: string): string {
  return new RegExp(`${row} +(http://[\\d.:]+)`).exec(command.output())?.[1] ?? `no ${row} in ${command.output()}`;
}

async function given<T>(url: string, body?: object): Promise<T> {
  const answer = await fetch(url, {
    ...(body !== undefined && {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    }),
  });
  return (await answer.json()) as T;
}

describe('purser start', () => {
  it('runs all of it on one clock, keeps its data to itself, stops cleanly, and takes up where it stood', async () => {
    const first = startPurser({}, ['--catalog', 'talents']);
    await first.says('Stop it with Ctrl-C.');
    expect(first.output()).toContain('Purser is running with the catalog of Talents.');
    const api = addressIn(first, 'API');
    const emulator = addressIn(first, 'Stripe emulator');

    expect(await given(`${api}/readyz`)).toEqual({ status: 'ok' });
    expect(await given(`${api}/api/payments/catalog`)).toMatchObject({ id: 'talents', sandbox: true });
    const before = await given<SandboxState>(`${api}/api/sandbox`);
    expect(before.users.map((user) => user.name)).toContain('Ada Lovelace');

    const later = await given<SandboxState>(`${api}/api/sandbox/advance`, { months: 2 });
    const days = (Date.parse(later.now) - Date.parse(before.now)) / 86_400_000;
    expect(days).toBeGreaterThanOrEqual(59);
    const atStripe = await given<{ now: string }>(`${emulator}/_emulator/clock`);
    expect(Math.abs(Date.parse(atStripe.now) - Date.parse(later.now))).toBeLessThan(60_000);

    const intruder = startPurser({}, ['--catalog', 'talents']);
    expect(await intruder.ended).toBe(1);
    expect(intruder.output().trim()).toMatch(
      /talents is in use by process \d+\. Stop it, or set PURSER_DATA_DIR to another directory\.$/,
    );

    first.process.kill('SIGINT');
    expect(await first.ended).toBe(0);
    expect(first.output()).toContain('Stopped.');

    const second = startPurser({}, ['--catalog', 'talents']);
    await second.says('Stop it with Ctrl-C.');
    const again = await given<SandboxState>(`${addressIn(second, 'API')}/api/sandbox`);
    expect(Date.parse(again.now)).toBeGreaterThanOrEqual(Date.parse(later.now));
    second.process.kill('SIGTERM');
    expect(await second.ended).toBe(0);
  }, 120_000);

  it.each(['PORT', 'EMULATOR_PORT'])(
    'refuses a taken %s in one sentence',
    async (setting) => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as AddressInfo;
      const command = startPurser({ [setting]: String(port) });
      expect(await command.ended).toBe(1);
      expect(command.output().trim()).toBe(
        `Port ${port} is taken by another program. Stop it, or set ${setting} to another port.`,
      );
      await new Promise((resolve) => server.close(resolve));
    },
    30_000,
  );
});

describe('purser serve', () => {
  it('refuses to run without a Stripe key, and to share an embedded database', async () => {
    const keyless = runPurser(['serve']);
    expect(await keyless.ended).toBe(1);
    expect(keyless.output()).toContain('STRIPE_SECRET_KEY is missing');
    const alone = runPurser(['serve', '--role', 'worker'], {
      STRIPE_SECRET_KEY: 'sk_test_for_the_tests',
      PURSER_JWT_SECRET: 'a secret that signs the tokens of tests only',
    });
    expect(await alone.ended).toBe(1);
    expect(alone.output()).toContain('--role worker needs DATABASE_URL');
  }, 30_000);
});
