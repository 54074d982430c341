import { expect, test } from 'vitest';
import { givenEndpoint } from '../testing/given-endpoint.ts';
import { ask, clientOf, givenEmulator } from '../testing/given-emulator.ts';

test('a rate limit, a server error and a conflict happen as often as asked, and nothing is done', async () => {
  const { emulator, stripe } = await givenEmulator();
  emulator.faults.add({ do: 'rate_limit', method: 'POST', path: '/v1/customers', count: 1 });
  emulator.faults.add({ do: 'server_error', path: '/v1/cust*', count: 1 });
  emulator.faults.add({ do: 'conflict', count: 1 });
  await expect(stripe.customers.create({})).rejects.toMatchObject({ type: 'StripeRateLimitError', statusCode: 429 });
  await expect(stripe.customers.create({})).rejects.toMatchObject({ type: 'StripeAPIError', statusCode: 500 });
  await expect(stripe.customers.create({})).rejects.toMatchObject({ statusCode: 409, code: 'idempotency_key_in_use' });
  expect((await stripe.customers.list()).data).toEqual([]);
  expect(emulator.faults.list()).toEqual([]);
});

test("Stripe's client gets over a server error by itself", async () => {
  const { emulator } = await givenEmulator();
  emulator.faults.add({ do: 'server_error', count: 2 });
  await expect(clientOf(emulator, { maxNetworkRetries: 2 }).customers.create({ name: 'Ada' })).resolves.toMatchObject({
    name: 'Ada',
  });
});

test('an answer that is lost after the work was done is found again by its key', async () => {
  const { emulator, stripe } = await givenEmulator();
  emulator.faults.add({ do: 'reset_after', count: 1 });
  emulator.faults.add({ do: 'reset_before', method: 'DELETE', count: 1 });
  const client = clientOf(emulator, { maxNetworkRetries: 1 });
  const { id } = await client.customers.create({ name: 'Ada' }, { idempotencyKey: 'k' });
  expect((await stripe.customers.list()).data.map((customer) => customer.id)).toEqual([id]);
  await expect(ask(emulator, 'DELETE', `/v1/customers/${id}`)).rejects.toThrow('fetch failed');
  expect(await stripe.customers.retrieve(id)).not.toHaveProperty('deleted');
});

test('while a slow request is under way, its key is in use', async () => {
  const { emulator, stripe } = await givenEmulator();
  emulator.faults.add({ do: 'delay', ms: 150, count: 1 });
  const slow = stripe.customers.create({ name: 'Ada' }, { idempotencyKey: 'k' });
  await expect.poll(() => emulator.faults.list().length).toBe(0);
  await expect(stripe.customers.create({ name: 'Ada' }, { idempotencyKey: 'k' })).rejects.toMatchObject({
    code: 'idempotency_key_in_use',
  });
  const { id } = await slow;
  expect((await stripe.customers.create({ name: 'Ada' }, { idempotencyKey: 'k' })).id).toBe(id);
});

test('chances are drawn by the seed', async () => {
  const outcomes = async (seed: number): Promise<number[]> => {
    const { emulator } = await givenEmulator({ seed });
    emulator.faults.add({ do: 'server_error', chance: 0.5 });
    const statuses: number[] = [];
    for (let i = 0; i < 20; i += 1) statuses.push((await ask(emulator, 'GET', '/v1/customers')).status);
    return statuses;
  };
  const first = await outcomes(7);
  expect(new Set(first)).toEqual(new Set([200, 500]));
  expect(await outcomes(7)).toEqual(first);
  expect(await outcomes(8)).not.toEqual(first);
});

test('webhooks come twice, late, out of order, or not at all', async () => {
  const { emulator, stripe } = await givenEmulator();
  const endpoint = await givenEndpoint(stripe);
  emulator.faults.add({ do: 'twice', type: 'customer.created', count: 1 });
  const { id } = await stripe.customers.create({});
  await emulator.settled();
  expect(endpoint.types()).toEqual(['customer.created', 'customer.created']);

  emulator.faults.add({ do: 'lost', type: 'customer.updated', count: 1 });
  await stripe.customers.update(id, { name: 'Ada' });
  await emulator.settled();
  expect(endpoint.received).toHaveLength(2);
  expect((await stripe.events.list({ type: 'customer.updated' })).data[0]?.pending_webhooks).toBe(1);

  emulator.faults.add({ do: 'late', type: 'customer.updated', ms: 100, count: 1 });
  await stripe.customers.update(id, { name: 'Grace' });
  await stripe.customers.del(id);
  await emulator.settled();
  expect(endpoint.types().slice(2)).toEqual(['customer.deleted', 'customer.updated']);

  emulator.faults.add({ do: 'out_of_order', type: 'product.*', count: 1 });
  await stripe.products.create({ name: 'Boxing', default_price_data: { currency: 'usd', unit_amount: 500 } });
  await emulator.settled();
  expect(endpoint.types().slice(4)[0]).not.toBe('product.created');
  expect(endpoint.types().at(-1)).toBe('product.created');
});

test('an event is sent again when asked', async () => {
  const { emulator, stripe } = await givenEmulator();
  const endpoint = await givenEndpoint(stripe);
  await stripe.customers.create({});
  await emulator.settled();
  const [event] = (await stripe.events.list()).data;
  await ask(emulator, 'POST', `/_emulator/events/${event?.id}/replay`);
  await emulator.settled();
  expect(endpoint.received.map((webhook) => webhook.event.id)).toEqual([event?.id, event?.id]);
  expect((await ask(emulator, 'POST', '/_emulator/events/evt_none/replay')).status).toBe(404);
});

test('faults and snapshots are at hand over HTTP', async () => {
  const { emulator, stripe } = await givenEmulator();
  const json = { 'content-type': 'application/json' };
  for (const wrong of [
    { do: 'nothing' },
    { do: 'late', path: '/v1' },
    { do: 'delay', type: 'x' },
    { do: 'delay', ms: -1 },
    { do: 'delay', chance: 2 },
    { do: 'delay', speed: 1 },
  ]) {
    const answer = await ask(emulator, 'POST', '/_emulator/faults', { body: JSON.stringify(wrong), headers: json });
    expect([wrong, answer.status]).toEqual([wrong, 400]);
  }
  const fault = await ask(emulator, 'POST', '/_emulator/faults', { body: '{"do":"rate_limit"}', headers: json });
  expect((await ask(emulator, 'GET', '/_emulator/faults')).body['data']).toMatchObject([
    { id: fault.body['id'], happened: 0 },
  ]);
  await ask(emulator, 'DELETE', `/_emulator/faults/${String(fault.body['id'])}`);

  await stripe.customers.create({ name: 'Ada' });
  await ask(emulator, 'POST', '/_emulator/snapshots/with-ada');
  await stripe.customers.create({ name: 'Grace' });
  await ask(emulator, 'POST', '/_emulator/snapshots/with-ada/restore');
  expect((await stripe.customers.list()).data.map(({ name }) => name)).toEqual(['Ada']);
  expect((await ask(emulator, 'POST', '/_emulator/snapshots/none/restore')).status).toBe(404);
});
