import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type Stripe from 'stripe';
import { expect, onTestFinished, test } from 'vitest';
import { givenAlarms, newYearSeconds } from '../testing/given-alarms.ts';
import { newYear } from '../testing/given-emulator.ts';
import type { Kernel } from './kernel.ts';

const after = (seconds: number): Date => new Date(newYear.getTime() + seconds * 1000);

test('what is due happens in the order of its times, of two at once the older first, each at its own time', async () => {
  const { time, rung, setAlarm, kernel } = givenAlarms();
  setAlarm('late', 300);
  setAlarm('early', 100);
  setAlarm('first of two', 200);
  setAlarm('second of two', 200);
  setAlarm('beyond', 500);
  await time.advance(after(400));
  expect(rung).toEqual(['early@100', 'first of two@200', 'second of two@200', 'late@300']);
  expect(kernel.clock.now()).toEqual(after(400));
});

test('what becomes due by what happens is done on the same way', async () => {
  const { time, rung, setAlarm } = givenAlarms({
    whenRung: (tx, alarm) => {
      const next = (alarm.rings_at ?? 0) + 60;
      tx.update('_alarm', alarm.id, { rings_at: next });
    },
  });
  setAlarm('every minute', 60);
  setAlarm('every minute too', 90);
  await time.advance(after(200));
  expect(rung).toEqual([
    'every minute@60',
    'every minute too@90',
    'every minute@120',
    'every minute too@150',
    'every minute@180',
  ]);
});

test('a thing that stays due would never end, and is an error', async () => {
  const { time, setAlarm, kernel } = givenAlarms({ whenRung: () => undefined });
  setAlarm('stuck', 10);
  await expect(time.advance(after(20))).rejects.toThrow('The _alarm stuck is due at');
  await time.advance(after(30));
  expect(kernel.clock.now()).toEqual(after(30));
});

test('the clock only moves forward', async () => {
  const { time } = givenAlarms();
  await expect(time.advance(after(-1))).rejects.toThrow('only moves forward');
});

test('each webhook is answered before the next thing happens', async () => {
  const heard: string[] = [];
  const { kernel, time, rung, setAlarm } = givenAlarms({
    whenRung: (tx, alarm) => {
      heard.push(`${alarm.id} rings`);
      tx.update('_alarm', alarm.id, { rings_at: null });
      tx.emit('customer.updated', { id: alarm.id, object: 'customer' });
    },
  });
  await givenSlowEndpoint(kernel, (event) => heard.push(`${(event.data.object as { id: string }).id} heard`));
  setAlarm('a', 10);
  setAlarm('b', 20);
  await time.advance(after(30));
  expect(heard).toEqual(['a rings', 'a heard', 'b rings', 'b heard']);
  expect(rung).toHaveLength(2);
});

test('on a running clock things happen by themselves', async () => {
  const { rung, setAlarm, time } = givenAlarms({ isRunning: true });
  setAlarm('now', 0);
  setAlarm('in a second', 1);
  await expect.poll(() => rung, { timeout: 5000 }).toEqual(['now@0', 'in a second@1']);
  await time.stop();
});

test('a test clock goes its own way, and is ready when all on its way is done', async () => {
  const { kernel, rung, setAlarm, time } = givenAlarms();
  const clock = await givenTestClock(kernel);
  setAlarm('on the test clock', 100, clock);
  setAlarm('on the main clock', 50);
  startAdvancing(kernel, clock, 200);
  expect(kernel.advancing.has(clock)).toBe(true);
  await time.settled();
  expect(rung).toEqual(['on the test clock@100']);
  expect(kernel.store.find('test_helpers.test_clock', clock)).toMatchObject({
    status: 'ready',
    frozen_time: newYearSeconds + 200,
  });
});

test('what lives by a clock that advances cannot be changed meanwhile', async () => {
  const { kernel, setAlarm, time } = givenAlarms();
  const clock = await givenTestClock(kernel);
  setAlarm('x', 1000, clock);
  startAdvancing(kernel, clock, 200);
  expect(() => kernel.commit((tx) => tx.update('_alarm', 'x', { rings_at: null }))).toThrow('is advancing');
  await time.settled();
  kernel.commit((tx) => tx.update('_alarm', 'x', { rings_at: null }));
});

test('a test clock on which something fails says so and does not hang', async () => {
  const { kernel, setAlarm, time, failures } = givenAlarms({ whenRung: () => undefined });
  const clock = await givenTestClock(kernel);
  setAlarm('stuck', 10, clock);
  startAdvancing(kernel, clock, 200);
  await time.settled();
  expect(kernel.store.find('test_helpers.test_clock', clock)).toMatchObject({ status: 'internal_failure' });
  expect(failures).toHaveLength(1);
});

async function givenTestClock(kernel: Kernel): Promise<string> {
  const facts = {
    created: newYearSeconds,
    deletes_after: newYearSeconds + 3_000_000,
    frozen_time: newYearSeconds,
    livemode: false,
    name: null,
  };
  const clock: Stripe.TestHelpers.TestClock = {
    id: 'clock_1',
    object: 'test_helpers.test_clock',
    ...facts,
    status: 'ready',
    status_details: {},
  };
  await kernel.transact((tx) => tx.insert('test_helpers.test_clock', clock));
  return clock.id;
}

function startAdvancing(kernel: Kernel, id: string, second: number): void {
  const target = { target_frozen_time: newYearSeconds + second };
  kernel.commit((tx) =>
    tx.update('test_helpers.test_clock', id, { status: 'advancing', status_details: { advancing: target } }),
  );
}

/** An endpoint that thinks for a moment before it answers. */
async function givenSlowEndpoint(kernel: Kernel, heard: (event: Stripe.Event) => void): Promise<void> {
  const server = http.createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      setTimeout(() => {
        heard(JSON.parse(body) as Stripe.Event);
        response.end();
      }, 30);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  kernel.commit((tx) => {
    const rest = { api_version: null, application: null, created: 0, description: null, livemode: false, metadata: {} };
    tx.insert('webhook_endpoint', {
      id: 'we_1',
      object: 'webhook_endpoint',
      ...rest,
      enabled_events: ['*'],
      status: 'enabled',
      url,
    });
    tx.insert('_webhook_secret', { id: 'we_1', secret: 'whsec_x' });
  });
}
