import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Catalog } from '@purser/billing/catalog';
import { createEmulator, type Emulator } from '@purser/emulator';
import { Stripe } from 'stripe';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import mmarkov from '../../../catalogs/mmarkov.ts';
import { givenCatalogFile, givenDirectory, runPurser, type Command } from './given-command.ts';

let emulator: Emulator;
let stripe: Stripe;
let directory: ReturnType<typeof givenDirectory>;

beforeEach(async () => {
  emulator = await createEmulator();
  const { port } = await emulator.listen({ port: 0 });
  stripe = new Stripe('sk_test_for_the_tests', { host: '127.0.0.1', port, protocol: 'http', telemetry: false });
  directory = givenDirectory();
});

afterEach(async () => {
  await emulator.close();
  directory.remove();
});

function catalogCommand(name: string, options: { catalog?: string; stripeUrl?: string } = {}): Command {
  const { catalog = 'mmarkov', stripeUrl = emulator.url } = options;
  return runPurser(['catalog', name, '--catalog', catalog], { STRIPE_API_BASE: stripeUrl });
}

/** MMarkov with Lightweight at $15.99 a month. */
const dearer: Catalog = {
  ...mmarkov,
  plans: mmarkov.plans.map((plan) =>
    plan.id === 'lightweight' ? { ...plan, prices: { ...plan.prices, monthly: 1599 } } : plan,
  ),
};

describe('purser catalog', () => {
  it('says what a push would change, does it, and then has nothing to do', async () => {
    const plan = catalogCommand('plan');
    expect(await plan.ended).toBe(2);
    expect(plan.output()).toContain('create the price lightweight_monthly, $14.99 a month');
    expect(plan.output()).toContain('Nothing was changed.');
    expect((await stripe.products.list()).data).toEqual([]);

    const push = catalogCommand('push');
    expect(await push.ended).toBe(0);
    expect(push.output()).toContain('now holds what the catalog "mmarkov" says');

    const again = catalogCommand('plan');
    expect(await again.ended).toBe(0);
    expect(again.output()).toContain('There is nothing to do.');
  }, 60_000);

  it('names each mistake of a file by its key', async () => {
    const plans = mmarkov.plans.map((plan) =>
      plan.id === 'lightweight' ? { ...plan, prices: { monthly: 1499, annual: 20000 } } : plan,
    );
    const file = givenCatalogFile(directory.path, { ...mmarkov, currency: 'US$', plans });
    const check = catalogCommand('check', { catalog: file });
    expect(await check.ended).toBe(1);
    expect(check.output()).toContain('currency: "US$" is not a three-letter lowercase currency code');
    expect(check.output()).toContain(
      'plans.lightweight.prices.annual: 20000 is dearer than twelve monthly payments (17988)',
    );
    expect(check.output()).not.toContain('    at ');
  }, 30_000);

  it('says in one sentence that no emulator runs', async () => {
    await emulator.close();
    const plan = catalogCommand('plan');
    expect(await plan.ended).toBe(1);
    expect(plan.output().trim()).toBe(
      `No emulator answers at ${emulator.url}. Start one with npm start, or set STRIPE_SECRET_KEY to use your Stripe account.`,
    );
  }, 30_000);
});

describe('a push killed with -9 between the new price and the archiving of the old one', () => {
  it('is finished by the next push', async () => {
    expect(await catalogCommand('push').ended).toBe(0);
    const [old] = (await stripe.prices.list({ lookup_keys: ['lightweight_monthly'] })).data;
    const file = givenCatalogFile(directory.path, dearer);

    const road = await givenRoadThatKills(emulator);
    const killed = catalogCommand('push', { catalog: file, stripeUrl: road.url });
    road.victim = killed;
    expect(await killed.ended).toBeNull();
    await road.close();
    const both = await stripe.prices.list({ product: 'mmarkov_lightweight', active: true });
    expect(both.data.map((price) => price.unit_amount).toSorted()).toEqual([11900, 1499, 1599]);

    expect(await catalogCommand('push', { catalog: file }).ended).toBe(0);
    expect(await stripe.prices.retrieve(old?.id ?? '')).toMatchObject({ active: false });
    const left = await stripe.prices.list({ product: 'mmarkov_lightweight', active: true });
    expect(left.data.map((price) => price.unit_amount).toSorted()).toEqual([11900, 1599]);
    expect(await catalogCommand('plan', { catalog: file }).ended).toBe(0);
  }, 90_000);
});

interface DeadlyRoad {
  readonly url: string;
  victim: Command | null;
  close(): Promise<void>;
}

/** The way to the emulator, on which whoever wants to archive a price is killed before the request arrives. */
async function givenRoadThatKills({ port }: Emulator): Promise<DeadlyRoad> {
  const road: { victim: Command | null } = { victim: null };
  const server: Server = createServer((incoming, answer) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const body = Buffer.concat(chunks);
      if (/^\/v1\/prices\/\w+$/.test(incoming.url ?? '') && body.includes('active=false')) {
        road.victim?.process.kill('SIGKILL');
        return;
      }
      const { url: path, method, headers } = incoming;
      const onward = request({ port, path, method, headers }, (reply) => {
        answer.writeHead(reply.statusCode ?? 502, reply.headers);
        reply.pipe(answer);
      });
      onward.end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return Object.assign(road, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close });
}
