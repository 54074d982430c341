import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { Stripe } from 'stripe';
import mmarkov from '../../../../catalogs/mmarkov.ts';
import type { Billing } from '../kernel/billing.ts';
import type { Looked, Rumour } from '../kernel/refreshers.ts';
import { givenBilling } from '../testing/given-billing.ts';
import { givenDelivery } from '../testing/given-delivery.ts';
import { createInbox, drainInbox, listParkedEvents, LookPace, releaseClaims, requeueParkedEvents } from './index.ts';

let database: Billing;
beforeAll(async () => {
  database = await givenBilling({ catalog: mmarkov });
});
beforeEach(() => database.db.deleteFrom('webhook_events').execute());
afterAll(() => database.close());

/** An inbox whose looks the test answers. */
function givenInbox(look: (id: string, rumours: readonly Rumour[]) => Promise<Looked>) {
  const refresher = {
    noun: 'thing',
    look: (_billing: Billing, id: string, rumours: readonly Rumour[]) => look(id, rumours),
  };
  const billing = { ...database, refreshers: { 'thing.changed': refresher, 'thing.gone': refresher } };
  const receive = createInbox(billing);
  return {
    deliver: async (event: { id: string; about: string; type?: string; created?: number }) => {
      const { payload, headers } = givenDelivery({
        type: 'thing.changed',
        ...event,
        object: { id: event.about, said: event.id },
      });
      await receive({ body: Buffer.from(payload), signature: headers['stripe-signature'] });
    },
    drain: (options: { leaseMs?: number; atOnce?: number; perSecond?: number } = {}) =>
      drainInbox(billing, {
        pace: new LookPace({ atOnce: options.atOnce ?? 8, perSecond: options.perSecond ?? Number.POSITIVE_INFINITY }),
        leaseMs: options.leaseMs ?? 30_000,
        batch: 100,
      }),
  };
}

const states = async () =>
  Object.fromEntries(
    (await database.db.selectFrom('webhook_events').select(['id', 'state']).orderBy('id').execute()).map((row) => [
      row.id,
      row.state,
    ]),
  );

const makeDue = () =>
  database.db
    .updateTable('webhook_events')
    .set({ due_at: new Date(0) })
    .execute();

test('all pending events of one object are one look, which is told what each of them said', async () => {
  const looks: [string, string[]][] = [];
  const inbox = givenInbox(async (id, rumours) => {
    looks.push([id, rumours.map(({ object }) => String(object['said']))]);
    return 'stored';
  });
  await inbox.deliver({ id: 'evt_1', about: 'a' });
  await inbox.deliver({ id: 'evt_2', about: 'b' });
  await inbox.deliver({ id: 'evt_3', about: 'a', type: 'thing.gone' });
  expect(await inbox.drain()).toBe(3);
  expect(looks.toSorted()).toEqual([
    ['a', ['evt_1', 'evt_3']],
    ['b', ['evt_2']],
  ]);
  expect(await states()).toEqual({ evt_1: 'done', evt_2: 'done', evt_3: 'done' });
  expect(await inbox.drain()).toBe(0);
});

test('an event that comes while its object is being looked at leads to another look', async () => {
  let count = 0;
  const looking = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<void>();
  const inbox = givenInbox(async () => {
    count += 1;
    looking.resolve();
    if (count === 1) await answer.promise;
    return 'stored';
  });
  await inbox.deliver({ id: 'evt_1', about: 'a' });
  const first = inbox.drain();
  await looking.promise;
  await inbox.deliver({ id: 'evt_2', about: 'a' });
  // Another worker leaves it alone as long as the first is looking.
  expect(await inbox.drain()).toBe(0);
  answer.resolve();
  await first;
  expect(await inbox.drain()).toBe(1);
  expect(count).toBe(2);
});

test('two workers do the same work once', async () => {
  const looked: string[] = [];
  const inbox = givenInbox(async (id) => {
    looked.push(id);
    await new Promise((resolve) => setTimeout(resolve, 5));
    return 'stored';
  });
  for (let index = 0; index < 150; index += 1) await inbox.deliver({ id: `evt_${index}`, about: `obj_${index}` });
  const worker = async () => {
    while ((await inbox.drain()) > 0);
  };
  await Promise.all([worker(), worker()]);
  expect(looked).toHaveLength(150);
  expect(new Set(looked).size).toBe(150);
  expect(new Set(Object.values(await states()))).toEqual(new Set(['done']));
});

test('what a dead worker held is taken over after its lease, and at once where nobody else can hold it', async () => {
  const inbox = givenInbox(() => new Promise(() => {}));
  await inbox.deliver({ id: 'evt_1', about: 'a' });
  void inbox.drain({ leaseMs: 60_000 });
  await expect
    .poll(
      async () =>
        (await database.db.selectFrom('webhook_events').select('claimed_until').executeTakeFirst())?.claimed_until,
    )
    .toBeInstanceOf(Date);
  const next = givenInbox(async () => 'stored');
  expect(await next.drain()).toBe(0);
  await releaseClaims(database.db);
  expect(await next.drain({ leaseMs: 1 })).toBe(1);
  expect(await states()).toEqual({ evt_1: 'done' });
});

test('a look that fails is tried again later, and parked for a person after many failures', async () => {
  let isBroken = true;
  const inbox = givenInbox(async () => {
    if (isBroken) throw new Error('the row is too odd for ada@example.org');
    return 'stored';
  });
  await inbox.deliver({ id: 'evt_1', about: 'a' });
  await inbox.drain();
  expect(await states()).toEqual({ evt_1: 'pending' });
  expect(await inbox.drain()).toBe(0);
  for (let attempt = 2; attempt <= 10; attempt += 1) {
    await makeDue();
    await inbox.drain();
  }
  expect(await listParkedEvents(database.db)).toEqual([
    { id: 'evt_1', type: 'thing.changed', reason: 'the row is too odd for [e-mail]' },
  ]);
  isBroken = false;
  expect(await requeueParkedEvents(database.db, { now: new Date() })).toBe(1);
  await inbox.drain();
  expect(await states()).toEqual({ evt_1: 'done' });
});

test('as long as Stripe does not answer nothing is parked', async () => {
  const inbox = givenInbox(async () => {
    throw new Stripe.errors.StripeConnectionError({ type: 'api_error', message: 'no answer' });
  });
  await inbox.deliver({ id: 'evt_1', about: 'a' });
  for (let attempt = 1; attempt <= 15; attempt += 1) {
    await makeDue();
    await inbox.drain();
  }
  expect(await states()).toEqual({ evt_1: 'pending' });
});

test('events of objects that are not ours are kept and ignored', async () => {
  const inbox = givenInbox(async () => 'foreign');
  await inbox.deliver({ id: 'evt_1', about: 'theirs' });
  await inbox.drain();
  expect(await states()).toEqual({ evt_1: 'ignored' });
});

test('looks are bounded in number at once and in a second', async () => {
  let running = 0;
  let most = 0;
  const inbox = givenInbox(async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setTimeout(resolve, 10));
    running -= 1;
    return 'stored';
  });
  for (let index = 0; index < 12; index += 1) await inbox.deliver({ id: `evt_${index}`, about: `obj_${index}` });
  const start = performance.now();
  await inbox.drain({ atOnce: 3, perSecond: 100 });
  expect(most).toBeLessThanOrEqual(3);
  expect(performance.now() - start).toBeGreaterThan(100);
});
