import { expect, test } from 'vitest';
import { givenEndpoint } from '../testing/given-endpoint.ts';
import { givenEmulator } from '../testing/given-emulator.ts';

test('an endpoint hears of each event once, signed with its secret, in the order of what happened', async () => {
  const { emulator, stripe } = await givenEmulator();
  const endpoint = await givenEndpoint(stripe);
  const { id } = await stripe.customers.create({ name: 'Ada' });
  await stripe.customers.update(id, { name: 'Countess' });
  await stripe.customers.del(id);
  await emulator.settled();
  expect(endpoint.types()).toEqual(['customer.created', 'customer.updated', 'customer.deleted']);
  expect(endpoint.received[1]?.event.data.previous_attributes).toEqual({ name: 'Ada' });
});

test('an event carries who asked, and counts the endpoints that have yet to answer', async () => {
  const { emulator, stripe } = await givenEmulator({ webhookRetryMs: [300, 300] });
  const first = await givenEndpoint(stripe);
  const second = await givenEndpoint(stripe);
  second.answerWith(500);
  const created = await stripe.customers.create({}, { idempotencyKey: 'k' });
  await expect.poll(() => first.received.length + second.received.length).toBeGreaterThanOrEqual(2);
  const event = (await stripe.events.list()).data[0];
  expect(event).toMatchObject({ api_version: '2026-10-28.endive', livemode: false, pending_webhooks: 1 });
  expect(event?.request).toEqual({ id: created.lastResponse.requestId, idempotency_key: 'k' });
  second.answerWith(200);
  await emulator.settled();
  expect((await stripe.events.retrieve(event?.id ?? '')).pending_webhooks).toBe(0);
});

test('a failed delivery comes again, signed anew, until it is acknowledged', async () => {
  const { emulator, stripe } = await givenEmulator({ webhookRetryMs: [20, 20, 20] });
  const endpoint = await givenEndpoint(stripe);
  endpoint.answerWith(503);
  endpoint.onEvent(() => {
    if (endpoint.received.length === 3) endpoint.answerWith(204);
  });
  await stripe.customers.create({});
  await emulator.settled();
  expect(endpoint.received).toHaveLength(3);
  expect(new Set(endpoint.received.map(({ event }) => event.id)).size).toBe(1);
  expect(emulator.webhookAttempts().map(({ attempt, status }) => [attempt, status])).toEqual([
    [3, 204],
    [2, 503],
    [1, 503],
  ]);
});

test('an endpoint that never answers is given up, and the event stays unacknowledged', async () => {
  const { emulator, stripe } = await givenEmulator({ webhookRetryMs: [10], webhookTimeoutMs: 50 });
  const endpoint = await givenEndpoint(stripe);
  endpoint.answerWith(null);
  const { id } = await stripe.customers.create({});
  await emulator.settled();
  expect(endpoint.received).toHaveLength(2);
  expect((await stripe.events.list()).data[0]?.pending_webhooks).toBe(1);
  expect(await emulator.transact((tx) => tx.isAcknowledged('customer.created', id))).toBe(false);
  expect(await emulator.transact((tx) => tx.isAcknowledged('customer.updated', id))).toBe(true);
  expect(emulator.webhookAttempts()[0]).toMatchObject({ status: null, error: 'No answer within 50 ms' });
});

test('redirects are failures', async () => {
  const { emulator, stripe } = await givenEmulator({ webhookRetryMs: [] });
  const endpoint = await givenEndpoint(stripe);
  endpoint.answerWith(302);
  await stripe.customers.create({});
  await emulator.settled();
  expect((await stripe.events.list()).data[0]?.pending_webhooks).toBe(1);
});

test('an endpoint hears only what it asked for, and nothing while disabled or after it is gone', async () => {
  const { emulator, stripe } = await givenEmulator();
  const endpoint = await givenEndpoint(stripe, ['customer.deleted']);
  const { id } = await stripe.customers.create({});
  await stripe.webhookEndpoints.update(endpoint.id, { disabled: true });
  await stripe.customers.del((await stripe.customers.create({})).id);
  await stripe.webhookEndpoints.update(endpoint.id, { disabled: false });
  await stripe.customers.del(id);
  await emulator.settled();
  expect(endpoint.types()).toEqual(['customer.deleted']);
  await stripe.webhookEndpoints.del(endpoint.id);
  await stripe.customers.del((await stripe.customers.create({})).id);
  await emulator.settled();
  expect(endpoint.received).toHaveLength(1);
});

test('the secret is shown once', async () => {
  const { stripe } = await givenEmulator();
  const endpoint = await stripe.webhookEndpoints.create({ url: 'https://example.com/hook', enabled_events: ['*'] });
  expect(endpoint.secret).toMatch(/^whsec_\w{32}$/);
  expect(await stripe.webhookEndpoints.retrieve(endpoint.id)).not.toHaveProperty('secret');
  expect((await stripe.webhookEndpoints.list()).data[0]).not.toHaveProperty('secret');
  await expect(stripe.webhookEndpoints.create({ url: 'nowhere', enabled_events: ['*'] })).rejects.toMatchObject({
    code: 'url_invalid',
  });
});

test('events are kept for 30 days', async () => {
  const { emulator, stripe } = await givenEmulator();
  const { id } = await stripe.customers.create({});
  const first = (await stripe.events.list()).data[0];
  await emulator.advance({ seconds: 29 * 86_400 });
  await stripe.customers.update(id, { name: 'Ada' });
  expect((await stripe.events.list()).data).toHaveLength(2);
  await emulator.advance({ seconds: 2 * 86_400 });
  await stripe.customers.update(id, { name: 'Countess' });
  expect((await stripe.events.list({ type: 'customer.created' })).data).toEqual([]);
  await expect(stripe.events.retrieve(first?.id ?? '')).rejects.toMatchObject({ code: 'resource_missing' });
});
