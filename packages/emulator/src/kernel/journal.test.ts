import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import Stripe from 'stripe';
import { expect, onTestFinished, test } from 'vitest';
import { createEmulator } from '../create-emulator.ts';
import { givenEndpoint } from '../testing/given-endpoint.ts';
import { clientOf, givenEmulator, newYear } from '../testing/given-emulator.ts';

function givenFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'purser-emulator-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A real process, as `npm run emulator` starts it. */
async function givenProcess(dataDir: string): Promise<{ child: ChildProcess; stripe: Stripe; url: string }> {
  const main = fileURLToPath(new URL('../main.ts', import.meta.url));
  const child = spawn(process.execPath, [main, '--port', '0', '--data', dataDir, '--at', newYear.toISOString()], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', (text: Buffer) => {
      const found = /listening on (\S+)/.exec(text.toString())?.[1];
      if (found) resolve(found);
    });
    child.on('exit', (code) => reject(new Error(`The emulator ended with ${code}`)));
  });
  const { hostname, port } = new URL(url);
  const stripe = new Stripe('sk_test_purser_emulator', {
    host: hostname,
    port,
    protocol: 'http',
    maxNetworkRetries: 0,
    telemetry: false,
  });
  return { child, stripe, url };
}

function killed(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.on('exit', () => resolve());
    child.kill('SIGKILL');
  });
}

test('a killed process loses nothing that it acknowledged', async () => {
  const dataDir = givenFolder();
  const first = await givenProcess(dataDir);
  const acknowledged: string[] = [];
  const writers = Array.from({ length: 8 }, async (_, writer) => {
    for (let i = 0; ; i += 1) {
      const { id } = await first.stripe.customers.create({ name: `${writer}-${i}` });
      acknowledged.push(id);
    }
  });
  await expect.poll(() => acknowledged.length, { timeout: 20_000 }).toBeGreaterThan(150);
  await killed(first.child);
  await Promise.allSettled(writers);

  const { emulator, stripe } = await givenEmulator({ dataDir });
  const kept = await stripe.customers.list({ limit: 100 }).autoPagingToArray({ limit: 10_000 });
  const ids = new Set(kept.map(({ id }) => id));
  expect(acknowledged.filter((id) => !ids.has(id))).toEqual([]);
  // At most the one request of each writer that was under way is there beside them.
  expect(ids.size - acknowledged.length).toBeLessThanOrEqual(8);
  expect(emulator.now()).toEqual(newYear);
});

test('a restart finds clocks, keys and objects as they were', async () => {
  const dataDir = givenFolder();
  const emulator = await createEmulator({ at: newYear, dataDir });
  await emulator.listen({ port: 0 });
  const created = await clientOf(emulator).customers.create({ name: 'Ada' }, { idempotencyKey: 'k' });
  await emulator.advance({ seconds: 3600 });
  await emulator.close();

  const again = await createEmulator({ dataDir });
  onTestFinished(() => again.close());
  await again.listen({ port: 0 });
  expect(again.now()).toEqual(new Date(newYear.getTime() + 3_600_000));
  const replayed = await clientOf(again).customers.create({ name: 'Ada' }, { idempotencyKey: 'k' });
  expect(replayed.id).toBe(created.id);
  expect(replayed.lastResponse.headers['idempotent-replayed']).toBe('true');
});

test('a webhook whose delivery a kill cut off is delivered after the restart', async () => {
  const dataDir = givenFolder();
  const { child, stripe } = await givenProcess(dataDir);
  const endpoint = await givenEndpoint(stripe);
  endpoint.answerWith(null);
  const { id } = await stripe.customers.create({});
  await expect.poll(() => endpoint.received.length).toBe(1);
  await killed(child);

  endpoint.answerWith(200);
  const { emulator } = await givenEmulator({ dataDir });
  await emulator.settled();
  expect(endpoint.received.map(({ event }) => event.data.object)).toMatchObject([{ id }, { id }]);
  expect(endpoint.received[1]?.event.id).toBe(endpoint.received[0]?.event.id);
  expect(await emulator.transact((tx) => tx.isAcknowledged('customer.created', id))).toBe(true);
});

test('a retry that was planned before the end is still owed after it', async () => {
  const dataDir = givenFolder();
  const emulator = await createEmulator({ at: newYear, dataDir, webhookRetryMs: [60_000] });
  await emulator.listen({ port: 0 });
  const endpoint = await givenEndpoint(clientOf(emulator));
  endpoint.answerWith(500);
  await clientOf(emulator).customers.create({});
  await expect.poll(() => emulator.webhookAttempts().length).toBe(1);
  await emulator.close();
  const again = await createEmulator({ at: newYear, dataDir });
  onTestFinished(() => again.close());
  const [owed] = await again.transact((tx) => tx.list('_delivery'));
  expect(owed).toMatchObject({ attempts: 1, type: 'customer.created', next_attempt_at: expect.any(Number) });
});

test('an emulator closes at once, even while an endpoint keeps it waiting', async () => {
  const { emulator, stripe } = await givenEmulator();
  const endpoint = await givenEndpoint(stripe);
  endpoint.answerWith(null);
  await stripe.customers.create({});
  await expect.poll(() => endpoint.received.length).toBe(1);
  const started = performance.now();
  await emulator.close();
  expect(performance.now() - started).toBeLessThan(2000);
});

test('a torn last line is dropped, a damaged one before it is said', async () => {
  const dataDir = givenFolder();
  const emulator = await createEmulator({ at: newYear, dataDir });
  await emulator.transact((tx) => tx.insert('_clock', { id: 'x', held_at: null, offset: 0 }));
  await emulator.close();
  const journal = path.join(dataDir, 'journal.ndjson');
  appendFileSync(journal, '{"n":99,"counter":7,"put":[["customer"');
  const again = await createEmulator({ at: newYear, dataDir });
  expect(await again.transact((tx) => tx.find('_clock', 'x'))).toBeDefined();
  await again.close();

  writeFileSync(journal, 'nonsense\n{"n":100,"counter":1,"put":[]}\n');
  await expect(createEmulator({ at: newYear, dataDir })).rejects.toThrow('Line 1 of');
});

test('lines that the snapshot holds already change nothing', async () => {
  const dataDir = givenFolder();
  const emulator = await createEmulator({ at: newYear, dataDir });
  await emulator.transact((tx) => tx.insert('_clock', { id: 'x', held_at: 1, offset: 0 }));
  await emulator.transact((tx) => tx.remove('_clock', 'x'));
  const lines = readFileSync(path.join(dataDir, 'journal.ndjson'), 'utf8');
  await emulator.close();
  const again = await createEmulator({ at: newYear, dataDir });
  await again.close();
  // As if the process had died between writing the snapshot and emptying the journal.
  writeFileSync(path.join(dataDir, 'journal.ndjson'), lines);
  const third = await createEmulator({ at: newYear, dataDir });
  onTestFinished(() => third.close());
  expect(await third.transact((tx) => tx.find('_clock', 'x'))).toBeUndefined();
});

test('a folder is used by one process at a time', async () => {
  const dataDir = givenFolder();
  const { child } = await givenProcess(dataDir);
  await expect(createEmulator({ dataDir })).rejects.toThrow('is in use by process');
  await killed(child);
  const emulator = await createEmulator({ at: newYear, dataDir });
  await emulator.close();
});
