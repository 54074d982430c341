import http from 'node:http';
import type { AddressInfo } from 'node:net';
import Stripe from 'stripe';
import { expect, onTestFinished, test } from 'vitest';
import { givenEndpoint } from '../../testing/given-endpoint.ts';
import { ask, givenEmulator } from '../../testing/given-emulator.ts';
import { givenCliListener, runStripeCli } from '../../testing/stripe-cli.ts';

interface ForwardingTarget {
  url: string;
  received: { body: string; signature: string }[];
  types(): string[];
  answerWith(status: number): void;
}

/** A program under test: it is registered nowhere, `stripe listen` brings it the events. */
async function givenForwardingTarget(): Promise<ForwardingTarget> {
  const received: ForwardingTarget['received'] = [];
  let status = 200;
  const server = http.createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      received.push({ body, signature: String(request.headers['stripe-signature']) });
      response.writeHead(status).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`,
    received,
    types: () => received.map(({ body }) => (JSON.parse(body) as Stripe.Event).type),
    answerWith: (answer) => void (status = answer),
  };
}

test('stripe listen brings events to a local program, in order and signed with the secret that it prints', async () => {
  const { emulator, stripe } = await givenEmulator();
  const target = await givenForwardingTarget();
  const listener = await givenCliListener(emulator, '--forward-to', target.url);
  const { id } = await stripe.customers.create({ name: 'Ada' });
  await stripe.customers.update(id, { name: 'Countess' });
  await emulator.settled();
  expect(target.types()).toEqual(['customer.created', 'customer.updated']);
  for (const { body, signature } of target.received) {
    expect(Stripe.webhooks.constructEvent(body, signature, listener.secret)).toMatchObject({ object: 'event' });
  }
  const { data } = await stripe.events.list();
  expect(data.map(({ pending_webhooks: pending }) => pending)).toEqual([0, 0]);
  expect(emulator.webhookAttempts()).toMatchObject([
    { type: 'customer.updated', url: target.url, attempt: 1, status: 200 },
    { type: 'customer.created', url: target.url, attempt: 1, status: 200 },
  ]);
});

test('what the local program refuses is not sent again, and is owed until the CLI leaves', async () => {
  const { emulator, stripe } = await givenEmulator();
  const target = await givenForwardingTarget();
  target.answerWith(500);
  const listener = await givenCliListener(emulator, '--forward-to', target.url);
  await stripe.customers.create({});
  await emulator.settled();
  expect(target.types()).toEqual(['customer.created']);
  expect(emulator.webhookAttempts()).toMatchObject([{ attempt: 1, status: 500 }]);
  expect((await stripe.events.list()).data[0]?.pending_webhooks).toBe(1);
  await listener.stop();
  await expect.poll(async () => (await stripe.events.list()).data[0]?.pending_webhooks).toBe(0);
});

test('time waits for the local program: an invoice is made, heard of and finalized in one move of the clock', async () => {
  const { emulator, stripe } = await givenEmulator();
  const customer = await stripe.customers.create({ payment_method: 'pm_card_visa' });
  const [card] = (await stripe.customers.listPaymentMethods(customer.id)).data;
  const price = await stripe.prices.create({
    currency: 'usd',
    unit_amount: 1000,
    recurring: { interval: 'month' },
    product_data: { name: 'Boxing' },
  });
  await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: price.id }],
    default_payment_method: card?.id ?? '',
  });
  const target = await givenForwardingTarget();
  await givenCliListener(emulator, '--forward-to', target.url);
  // From 1 January to 1 February, and the hour of the draft.
  await emulator.advance({ seconds: 31 * 86_400 + 3600 });
  const invoiceEvents = target.types().filter((type) => /^invoice\.(created|finalized|paid)$/.test(type));
  expect(invoiceEvents).toEqual(['invoice.created', 'invoice.finalized', 'invoice.paid']);
});

test('stripe listen --events forwards what it was asked for, and takes note of the rest', async () => {
  const { emulator, stripe } = await givenEmulator({ webhookTimeoutMs: 300 });
  const target = await givenForwardingTarget();
  await givenCliListener(emulator, '--forward-to', target.url, '--events', 'product.created');
  await stripe.customers.create({});
  await stripe.products.create({ name: 'Boxing' });
  await emulator.settled();
  expect(target.types()).toEqual(['product.created']);
  const { data } = await stripe.events.list();
  expect(data.map(({ pending_webhooks: pending }) => pending)).toEqual([0, 0]);
});

test('stripe listen alone shows events, with --latest too, and the secret stays the same', async () => {
  const { emulator, stripe } = await givenEmulator();
  const listener = await givenCliListener(emulator);
  const latest = await givenCliListener(emulator, '--latest');
  expect(latest.secret).toBe(listener.secret);
  await stripe.customers.create({});
  await emulator.settled();
  await expect.poll(listener.printed).toContain('--> customer.created');
  await expect.poll(latest.printed).toContain('--> customer.created');
  expect((await stripe.events.list()).data[0]?.pending_webhooks).toBe(0);
  const { printed } = await runStripeCli(emulator, 'listen', '--print-secret');
  expect(printed.trim()).toBe(listener.secret);
});

test('stripe events resend brings an event once more, to who listens or to an endpoint', async () => {
  const { emulator, stripe } = await givenEmulator();
  await stripe.customers.create({});
  const [event] = (await stripe.events.list()).data;
  const target = await givenForwardingTarget();
  await givenCliListener(emulator, '--forward-to', target.url);
  const { code } = await runStripeCli(emulator, 'events', 'resend', event?.id ?? '');
  expect(code).toBe(0);
  await emulator.settled();
  expect(target.types()).toEqual(['customer.created']);
  const endpoint = await givenEndpoint(stripe, ['product.created']);
  await runStripeCli(emulator, 'events', 'resend', event?.id ?? '', '--webhook-endpoint', endpoint.id);
  await emulator.settled();
  expect(endpoint.types()).toEqual(['customer.created']);
  expect(target.received).toHaveLength(1);
  const none = await ask(emulator, 'POST', '/v1/events/evt_none/retry', { body: 'for_stripecli=true' });
  expect(none.status).toBe(404);
});

test('an emulator that closes does not wait for who listens, and a new one owes nothing to who is gone', async () => {
  const { emulator, stripe } = await givenEmulator();
  const target = await givenForwardingTarget();
  target.answerWith(500);
  await givenCliListener(emulator, '--forward-to', target.url);
  await stripe.customers.create({});
  await emulator.settled();
  expect((await stripe.events.list()).data[0]?.pending_webhooks).toBe(1);
  const snapshot = emulator.snapshot();
  await emulator.close();
  const { emulator: next, stripe: client } = await givenEmulator();
  await next.restore(snapshot);
  expect((await client.events.list()).data[0]?.pending_webhooks).toBe(0);
});

test('nobody connects without a session, and there is no session without webhooks', async () => {
  const { emulator } = await givenEmulator();
  const upgrade = (path: string): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const headers = { connection: 'Upgrade', upgrade: 'websocket', 'websocket-id': 'cliws_none' };
      http.get(emulator.url + path, { headers }, (response) => resolve(response.statusCode)).on('error', reject);
    });
  expect(await upgrade('/stripecli/subscribe?websocket_feature=webhooks')).toBe(401);
  expect(await upgrade('/v1/customers')).toBe(404);
  const body = 'device_name=laptop&websocket_features[]=request_logs';
  const { status, error } = await ask(emulator, 'POST', '/v1/stripecli/sessions', { body });
  expect([status, error.param]).toEqual([400, 'websocket_features']);
});
