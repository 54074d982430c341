import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import mmarkov from '../../../../catalogs/mmarkov.ts';
import { createServer, type Api } from '../http/index.ts';
import type { Billing } from '../kernel/billing.ts';
import { givenBilling } from '../testing/given-billing.ts';
import { givenDelivery } from '../testing/given-delivery.ts';

let billing: Billing;
let server: Api;
beforeAll(async () => {
  billing = await givenBilling({
    catalog: mmarkov,
    environment: { STRIPE_WEBHOOK_SECRET: 'whsec_old,whsec_for_tests' },
  });
  server = await createServer(billing);
});
beforeEach(() => billing.db.deleteFrom('webhook_events').execute());
afterAll(async () => {
  await server.close();
  await billing.close();
});

const deliver = ({ payload, headers }: { payload: string | Buffer; headers: Record<string, string> }) =>
  server.inject({ method: 'POST', url: '/api/payments/webhook', payload, headers });

const stored = () => billing.db.selectFrom('webhook_events').selectAll().orderBy('id').execute();

test('a delivery is stored with its raw body before it is answered', async () => {
  const delivery = givenDelivery({ id: 'evt_1', object: { id: 'sub_7' } });
  const answer = await deliver(delivery);
  expect(answer.statusCode).toBe(200);
  expect(answer.json()).toEqual({ status: 'success' });
  expect(await stored()).toMatchObject([
    { id: 'evt_1', state: 'pending', look_key: 'subscription:sub_7', payload: delivery.payload, livemode: false },
  ]);
});

test('an event that is delivered many times, at once and later, is stored once', async () => {
  const delivery = givenDelivery({ id: 'evt_1' });
  const answers = await Promise.all(Array.from({ length: 20 }, () => deliver(delivery)));
  answers.push(await deliver(delivery));
  expect(new Set(answers.map(({ statusCode }) => statusCode))).toEqual(new Set([200]));
  expect(await stored()).toHaveLength(1);
});

test('many deliveries at once are committed in a few groups and each is stored', async () => {
  const deliveries = Array.from({ length: 300 }, (_, index) => givenDelivery({ id: `evt_${1000 + index}` }));
  const answers = await Promise.all(deliveries.map(deliver));
  expect(answers.every(({ statusCode }) => statusCode === 200)).toBe(true);
  expect(await stored()).toHaveLength(300);
});

test('every one of several secrets is accepted, and the one that the sandbox adds', async () => {
  expect((await deliver(givenDelivery({}, { secret: 'whsec_old' }))).statusCode).toBe(200);
  expect((await deliver(givenDelivery({}, { secret: 'whsec_of_the_sandbox' }))).statusCode).toBe(400);
  billing.webhookSecrets.add('whsec_of_the_sandbox');
  expect((await deliver(givenDelivery({}, { secret: 'whsec_of_the_sandbox' }))).statusCode).toBe(200);
});

test('what is not Stripe’s is 400, and nothing is stored', async () => {
  const good = givenDelivery();
  const minutes = (count: number) => new Date(Date.now() + count * 60_000);
  const deliveries = [
    givenDelivery({}, { secret: 'whsec_somebody_elses' }),
    givenDelivery({}, { at: minutes(-6) }),
    givenDelivery({}, { at: minutes(6) }),
    { ...good, payload: good.payload.replace('"livemode":false', '"livemode":true') },
    { ...good, payload: `${good.payload} ` },
    { ...good, headers: { 'content-type': 'application/json' } },
    { ...good, headers: { ...good.headers, 'stripe-signature': 't=,v1=' } },
    {
      ...good,
      headers: { ...good.headers, 'stripe-signature': good.headers['stripe-signature'].replace('v1=', 'v0=') },
    },
    { ...good, payload: '' },
  ];
  for (const delivery of deliveries) {
    const answer = await deliver(delivery);
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ code: 'invalid_webhook' });
  }
  expect(await stored()).toEqual([]);
});

test('a signature is over bytes: a body with any spacing and letters is verified as it came', async () => {
  const { createHmac } = await import('node:crypto');
  const payload = Buffer.from(
    givenDelivery({ id: 'evt_2' }).payload.replace('"data":', ' "note" : "Zoë ☕",\n"data":'),
  );
  const timestamp = Math.floor(Date.now() / 1000);
  const v1 = createHmac('sha256', 'whsec_for_tests').update(`${timestamp}.`).update(payload).digest('hex');
  const answer = await deliver({
    payload,
    headers: { 'stripe-signature': `t=${timestamp},v1=${'0'.repeat(64)},v1=${v1}` },
  });
  expect(answer.statusCode).toBe(200);
  expect((await stored())[0]?.payload).toBe(payload.toString());
});

test('signed bytes that are no event are 400', async () => {
  const { createHmac } = await import('node:crypto');
  for (const payload of ['[]', '{}', 'hello', '{"id":"evt_1","object":"event"}']) {
    const timestamp = Math.floor(Date.now() / 1000);
    const v1 = createHmac('sha256', 'whsec_for_tests').update(`${timestamp}.${payload}`).digest('hex');
    const answer = await deliver({ payload, headers: { 'stripe-signature': `t=${timestamp},v1=${v1}` } });
    expect(answer.json()).toMatchObject({ status: 400, code: 'invalid_webhook' });
  }
  expect(await stored()).toEqual([]);
});

test('events that nobody looks at, and those of the other mode, are kept and ignored', async () => {
  await deliver(givenDelivery({ id: 'evt_1', type: 'topup.created', object: { id: 'tu_1' } }));
  await deliver(givenDelivery({ id: 'evt_2', livemode: true }));
  await deliver(givenDelivery({ id: 'evt_3', type: 'invoice.paid', object: { object: 'invoice' } }));
  expect(await stored()).toMatchObject([
    { id: 'evt_1', state: 'ignored', reason: 'nothing here follows from events of this type' },
    { id: 'evt_2', state: 'ignored', reason: 'a live event at a test installation' },
    { id: 'evt_3', state: 'ignored', reason: 'it is about nothing that can be looked at' },
  ]);
});

test('when the commit fails Stripe is not told that all is well', async () => {
  const failing = { ...billing, db: billing.db.withSchema('nowhere') };
  const failingServer = await createServer(failing);
  const { payload, headers } = givenDelivery();
  const answer = await failingServer.inject({ method: 'POST', url: '/api/payments/webhook', payload, headers });
  expect(answer.statusCode).toBe(500);
  await failingServer.close();
});
