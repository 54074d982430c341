import { expect, test } from 'vitest';
import { givenEndpoint } from '../testing/given-endpoint.ts';
import { givenEmulator } from '../testing/given-emulator.ts';

const form = (body: string) => ({
  method: 'POST',
  body,
  redirect: 'manual' as const,
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
});

test('one page shows the clock, requests, events, deliveries and objects, with nothing unescaped and no secret', async () => {
  const { emulator, stripe } = await givenEmulator();
  const endpoint = await givenEndpoint(stripe);
  await stripe.customers.create({ name: '<img src=x>' });
  await stripe.setupIntents.create({});
  await emulator.settled();
  const page = await (await fetch(`${emulator.url}/_emulator`)).text();
  for (const part of [
    '2026-01-01 00:00:00',
    'POST /v1/customers',
    'customer.created',
    endpoint.url,
    '/_emulator/objects/customer',
  ]) {
    expect(page).toContain(part);
  }
  expect(page).not.toMatch(/<img src=x>|seti_\w+_secret_\w/);
  const objects = await (await fetch(`${emulator.url}/_emulator/objects/setup_intent`)).text();
  expect(objects).toContain('seti_');
  expect(objects).not.toMatch(/_secret_\w/);
  expect((await fetch(`${emulator.url}/_emulator/objects/_webhook_secret`)).status).toBe(404);
});

test('the clock can be moved and an event sent again from the page', async () => {
  const { emulator, stripe } = await givenEmulator();
  const endpoint = await givenEndpoint(stripe);
  await stripe.customers.create({});
  await emulator.settled();
  const moved = await fetch(`${emulator.url}/_emulator/inspect/advance`, form('days=2'));
  expect([moved.status, moved.headers.get('location')]).toEqual([303, '/_emulator']);
  expect(emulator.now()).toEqual(new Date('2026-01-03T00:00:00Z'));
  const [event] = (await stripe.events.list()).data;
  await fetch(`${emulator.url}/_emulator/inspect/replay`, form(`event=${event?.id}`));
  await emulator.settled();
  expect(endpoint.types()).toEqual(['customer.created', 'customer.created']);
  expect((await fetch(`${emulator.url}/_emulator/inspect/advance`, form('days=-1'))).status).toBe(400);
});
