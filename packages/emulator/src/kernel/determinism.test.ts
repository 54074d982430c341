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

async function start(options: Omit<EmulatorOptions, 'at'> & { at?: Date | undefined }): Promise<Emulator> {
  const { at = newYear, ...rest } = options;
  const emulator = await createEmulator({ seed: 42, ...rest, ...('at' in options && !options.at ? {} : { at }) });
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

test('a quarter of renewals leaves the same objects, with a restart in the middle or without', async () => {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'purser-emulator-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  const undisturbed = await liveAQuarter(await start({}), same);
  const restarted = await liveAQuarter(await start({ dataDir }), async (emulator) => {
    await emulator.close();
    // Without `at`: the clock stands where it was left.
    return start({ dataDir, at: undefined });
  });
  expect(undisturbed.filter(([kind]) => kind === 'invoice')).toHaveLength(4);
  expect(restarted).toEqual(undisturbed);
});

type KeptObjects = ReturnType<Emulator['snapshot']>['objects'];

async function liveAQuarter(
  first: Emulator,
  between: (emulator: Emulator, month: number) => Promise<Emulator>,
): Promise<KeptObjects> {
  const post = async (path: string, body: string): Promise<string> =>
    String((await ask(first, 'POST', path, { body })).body['id']);
  const price = await post(
    '/v1/prices',
    'currency=usd&unit_amount=1999&recurring[interval]=month&product_data[name]=Boxing',
  );
  const customer = await post('/v1/customers', 'email=ada@example.com&payment_method=pm_card_visa');
  const { body } = await ask(first, 'GET', `/v1/customers/${customer}/payment_methods`);
  const card = (body['data'] as { id: string }[])[0]?.id;
  await post('/v1/subscriptions', `customer=${customer}&items[0][price]=${price}&default_payment_method=${card}`);
  let emulator = first;
  for (let month = 1; month <= 3; month += 1) {
    await emulator.advance({ to: new Date(Date.UTC(2026, month, 1, 12)) });
    emulator = await between(emulator, month);
  }
  const { objects } = emulator.snapshot();
  await emulator.close();
  // Hosted pages are where the server listens, and each of these took a free port.
  const text = JSON.stringify(objects.toSorted(([, , a], [, , b]) => a - b)).replaceAll(/127\.0\.0\.1:\d+/g, 'here');
  return JSON.parse(text) as KeptObjects;
}
