import { expect, test } from 'vitest';
import { givenEndpoint } from '../testing/given-endpoint.ts';
import { ask, givenEmulator } from '../testing/given-emulator.ts';

const json = (body: object) => ({ body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });

test('the clock is told, moved by seconds and to a time, held and let run', async () => {
  const { emulator } = await givenEmulator();
  expect((await ask(emulator, 'GET', '/_emulator/clock')).body).toEqual({ now: '2026-01-01T00:00:00.000Z' });
  const moved = await ask(emulator, 'POST', '/_emulator/clock', json({ advance_seconds: 90 }));
  expect(moved.body).toEqual({ now: '2026-01-01T00:01:30.000Z' });
  const there = await ask(emulator, 'POST', '/_emulator/clock', json({ to: '2026-02-01T00:00:00Z' }));
  expect(there.body).toEqual({ now: '2026-02-01T00:00:00.000Z' });
  await ask(emulator, 'POST', '/_emulator/clock', json({ hold: false }));
  await expect.poll(() => emulator.now().getTime()).toBeGreaterThan(Date.parse('2026-02-01T00:00:00Z'));
});

test('what cannot be a time is refused, and so is the past', async () => {
  const { emulator } = await givenEmulator();
  for (const change of [
    { to: 'soon' },
    { advance_seconds: -1 },
    { advance_seconds: '9' },
    { faster: true },
    { to: '2025-01-01T00:00:00Z' },
  ]) {
    const answer = await ask(emulator, 'POST', '/_emulator/clock', json(change));
    expect([change, answer.status]).toEqual([change, 400]);
  }
  const broken = await ask(emulator, 'POST', '/_emulator/clock', {
    body: '{',
    headers: { 'content-type': 'application/json' },
  });
  expect(broken.status).toBe(400);
});

test('a page of another origin may not touch the controls', async () => {
  const { emulator } = await givenEmulator();
  const foreign = await ask(emulator, 'POST', '/_emulator/reset', { headers: { origin: 'https://evil.example' } });
  expect(foreign.status).toBe(403);
  const own = await ask(emulator, 'POST', '/_emulator/reset', { headers: { origin: emulator.url } });
  expect(own.status).toBe(200);
});

test('a reset leaves nothing, and requests and webhook attempts can be looked at until then', async () => {
  const { emulator, stripe } = await givenEmulator();
  const endpoint = await givenEndpoint(stripe);
  await stripe.customers.create({ name: 'Ada' });
  await ask(emulator, 'POST', '/_emulator/settle');
  expect(endpoint.types()).toEqual(['customer.created']);
  const requests = await ask(emulator, 'GET', '/_emulator/requests');
  expect(requests.body['data']).toMatchObject([
    { method: 'POST', path: '/v1/customers', status: 200 },
    { path: '/v1/webhook_endpoints' },
  ]);
  const attempts = await ask(emulator, 'GET', '/_emulator/webhook_attempts');
  expect(attempts.body['data']).toMatchObject([{ type: 'customer.created', status: 200, attempt: 1 }]);
  await ask(emulator, 'POST', '/_emulator/reset');
  expect((await stripe.customers.list()).data).toEqual([]);
  expect((await stripe.webhookEndpoints.list()).data).toEqual([]);
  await stripe.customers.create({});
  await emulator.settled();
  expect(endpoint.received).toHaveLength(1);
});

test('the account is there to be asked for', async () => {
  const { stripe } = await givenEmulator();
  expect(await stripe.accounts.retrieveCurrent()).toMatchObject({ object: 'account', charges_enabled: true });
});
