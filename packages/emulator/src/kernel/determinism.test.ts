import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createEmulator } from '../create-emulator.ts';
import type { Emulator, EmulatorOptions } from '../create-emulator.ts';
import { ask, newYear } from '../testing/given-emulator.ts';

type Step = [method: string, path: (ids: string[]) => string, body?: string];

/** Successes, refusals and reads, one after another. */
const steps: Step[] = [
  ['POST', () => '/v1/products', 'name=Boxing'],
  ['POST', () => '/v1/prices', 'currency=usd'],
  ['GET', () => '/v1/products?limit=3'],
  ['POST', () => '/v1/customers', 'name=Ada&metadata[a]=1'],
  ['POST', () => '/v1/customers', 'nonsense=1'],
  ['GET', (ids) => `/v1/customers/${ids[1]}?expand[]=subscriptions`],
  ['GET', () => '/v1/customers/cus_none'],
  ['POST', (ids) => `/v1/customers/${ids[1]}`, 'name=Countess'],
  ['DELETE', (ids) => `/v1/customers/${ids[1]}`],
  ['GET', () => '/v1/events'],
];

async function start(options: EmulatorOptions): Promise<Emulator> {
  const emulator = await createEmulator({ at: newYear, seed: 42, ...options });
  await emulator.listen({ port: 0 });
  return emulator;
}

/** What the emulator answered, in all its bytes. `between` may put another emulator in its place. */
async function answersOf(
  first: Emulator,
  between: (emulator: Emulator, step: number) => Promise<Emulator>,
): Promise<string[]> {
  const answers: string[] = [];
  const ids: string[] = [];
  let emulator = first;
  for (const [index, [method, pathOf, body]] of steps.entries()) {
    const headers: Record<string, string> = method === 'POST' ? { 'idempotency-key': `step-${index}` } : {};
    const answer = await ask(emulator, method, pathOf(ids), { ...(body === undefined ? {} : { body }), headers });
    answers.push(`${answer.status} ${answer.headers.get('request-id')} ${answer.text}`);
    if (method === 'POST' && answer.status === 200) ids.push(String(answer.body['id']));
    emulator = await between(emulator, index);
  }
  await emulator.close();
  return answers;
}

const same = async (emulator: Emulator): Promise<Emulator> => emulator;

test('the same seed, held clock and calls give the same bytes, another seed others', async () => {
  const first = await answersOf(await start({}), same);
  const second = await answersOf(await start({}), same);
  expect(second).toEqual(first);
  expect(await answersOf(await start({ seed: 43 }), same)).not.toEqual(first);
});

test('they do so too when the emulator ends and starts again between any two calls', async () => {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'purser-emulator-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  const undisturbed = await answersOf(await start({}), same);
  const restarted = await answersOf(await start({ dataDir }), async (emulator) => {
    await emulator.close();
    return start({ dataDir });
  });
  expect(restarted).toEqual(undisturbed);
});

test('they do so too from a snapshot on, and after a reset from the start', async () => {
  const undisturbed = await answersOf(await start({}), same);
  let emulator = await start({});
  for (const around of ['restore', 'reset']) {
    const answers = await answersOf(emulator, async (current, step) => {
      if (around === 'restore' && step === 4) {
        const snapshot = structuredClone(current.snapshot());
        await ask(current, 'POST', '/v1/customers', { body: 'name=Nobody' });
        await current.restore(snapshot);
      }
      return current;
    });
    expect(answers).toEqual(undisturbed);
    emulator = await start({});
    await ask(emulator, 'POST', '/v1/customers', { body: 'name=Nobody' });
    await emulator.reset();
  }
  await emulator.close();
});
