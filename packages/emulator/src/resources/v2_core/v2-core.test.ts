import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type Stripe from 'stripe';
import { describe, expect, onTestFinished, test } from 'vitest';
import { givenEmulator } from '../../testing/given-emulator.ts';

type CreateParams = Stripe.V2.Core.EventDestinationCreateParams;

interface Received {
  body: string;
  signature: string;
}

/** A server for a destination to send to. */
async function givenReceiver() {
  const received: Received[] = [];
  let status = 200;
  const server = http.createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
    request.on('end', () => {
      received.push({ body, signature: String(request.headers['stripe-signature']) });
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`;
  return { url, received, answerWith: (answer: number) => void (status = answer) };
}

async function givenDestination(params: Partial<CreateParams> = {}) {
  const { emulator, stripe } = await givenEmulator();
  const receiver = await givenReceiver();
  const destination = await stripe.v2.core.eventDestinations.create({
    name: 'Mine',
    type: 'webhook_endpoint',
    event_payload: 'thin',
    enabled_events: ['v1.customer.created', 'v1.customer.updated'],
    webhook_endpoint: { url: receiver.url },
    include: ['webhook_endpoint.signing_secret', 'webhook_endpoint.url'],
    ...params,
  });
  const secret = destination.webhook_endpoint?.signing_secret ?? '';
  const notifications = () =>
    receiver.received.map(({ body, signature }) => stripe.parseEventNotification(body, signature, secret));
  return { emulator, stripe, destination, secret, notifications, ...receiver };
}

describe('an event destination', () => {
  test('is made, shown without its address and secret unless asked, and changed', async () => {
    const { stripe, destination, secret, url } = await givenDestination({
      description: 'Sandbox',
      metadata: { a: '1' },
    });
    expect(secret).toMatch(/^whsec_/);
    expect(destination).toMatchObject({
      object: 'v2.core.event_destination',
      created: '2026-01-01T00:00:00.000Z',
      description: 'Sandbox',
      event_payload: 'thin',
      events_from: ['@self'],
      metadata: { a: '1' },
      name: 'Mine',
      snapshot_api_version: null,
      status: 'enabled',
      status_details: null,
      webhook_endpoint: { url },
    });
    const { id } = destination;
    const { eventDestinations } = stripe.v2.core;
    expect((await eventDestinations.retrieve(id)).webhook_endpoint).toEqual({ signing_secret: null, url: null });
    const include = ['webhook_endpoint.url' as const];
    expect((await eventDestinations.retrieve(id, { include })).webhook_endpoint).toEqual({ signing_secret: null, url });
    expect((await eventDestinations.list({ include })).data[0]?.webhook_endpoint?.url).toBe(url);
    const changed = await eventDestinations.update(id, {
      description: 'Other',
      enabled_events: ['v1.invoice.paid'],
      metadata: { b: '2' },
      name: 'Ours',
      webhook_endpoint: { url: 'https://example.com/' },
      include,
    });
    expect(changed).toMatchObject({
      description: 'Other',
      enabled_events: ['v1.invoice.paid'],
      metadata: { a: '1', b: '2' },
      name: 'Ours',
      webhook_endpoint: { url: 'https://example.com/' },
    });
    expect(await eventDestinations.disable(id)).toMatchObject({
      status: 'disabled',
      status_details: { disabled: { reason: 'user' } },
    });
    expect(await eventDestinations.enable(id)).toMatchObject({ status: 'enabled', status_details: null });
    expect(await eventDestinations.del(id)).toEqual({ id, object: 'v2.core.event_destination' });
    await expect(eventDestinations.retrieve(id)).rejects.toMatchObject({ statusCode: 404, code: 'not_found' });
  });

  test.each<[string, Partial<CreateParams>]>([
    ['an event of the other sort', { enabled_events: ['customer.created'] }],
    ['an event that there is not', { event_payload: 'snapshot', enabled_events: ['v1.customer.created'] }],
    ['no events', { enabled_events: [] }],
    ['a version for thin events', { snapshot_api_version: '2026-10-28.endive' }],
    ['an address that is none', { webhook_endpoint: { url: 'nowhere' } }],
    ['events from elsewhere', { events_from: ['@everybody'] }],
    ['another cloud', { type: 'amazon_eventbridge' }],
  ])('is refused with %s', async (_, params) => {
    await expect(givenDestination(params)).rejects.toMatchObject({ statusCode: 400, code: 'invalid_fields' });
  });

  test('is pinged, unless it is disabled', async () => {
    const { emulator, stripe, destination, notifications } = await givenDestination();
    const ping = await stripe.v2.core.eventDestinations.ping(destination.id);
    expect(ping).toMatchObject({ type: 'v2.core.event_destination.ping', related_object: { id: destination.id } });
    await emulator.settled();
    const [notification] = notifications();
    expect(notification).toMatchObject({ id: ping.id, type: 'v2.core.event_destination.ping' });
    if (notification?.type !== 'v2.core.event_destination.ping') throw new Error('Another event came');
    expect(await notification.fetchRelatedObject()).toMatchObject({ id: destination.id, name: 'Mine' });
    await stripe.v2.core.eventDestinations.disable(destination.id);
    await expect(stripe.v2.core.eventDestinations.ping(destination.id)).rejects.toThrow('is disabled');
  });

  test('takes snapshots too, signed with its own secret and counted as pending', async () => {
    const { emulator, stripe, received, secret, answerWith } = await givenDestination({
      event_payload: 'snapshot',
      enabled_events: ['customer.created'],
    });
    answerWith(500);
    const { id } = await stripe.customers.create({ name: 'Ada' });
    await emulator.settled();
    const [first] = received;
    const event = stripe.webhooks.constructEvent(first?.body ?? '', first?.signature ?? '', secret);
    expect(event).toMatchObject({ type: 'customer.created', data: { object: { id, name: 'Ada' } } });
    expect(received).toHaveLength(3);
    expect((await stripe.events.retrieve(event.id)).pending_webhooks).toBe(1);
    answerWith(200);
    await emulator.replay(event.id);
    await emulator.settled();
    expect((await stripe.events.retrieve(event.id)).pending_webhooks).toBe(0);
  });

  test('hears nothing while it is disabled, nor of other accounts’ events only', async () => {
    const { emulator, stripe, destination, received } = await givenDestination();
    await stripe.v2.core.eventDestinations.disable(destination.id);
    await stripe.customers.create();
    await emulator.settled();
    expect(received).toEqual([]);
    const elsewhere = await givenDestination({ events_from: ['@accounts'] });
    await elsewhere.stripe.customers.create();
    await elsewhere.emulator.settled();
    expect(elsewhere.received).toEqual([]);
  });
});

describe('a thin event', () => {
  test('of v1 is pushed without data, and leads to its event, its object and its snapshot', async () => {
    const { emulator, stripe, notifications } = await givenDestination();
    const customer = await stripe.customers.create({ name: 'Ada' }, { idempotencyKey: 'key-1' });
    await emulator.settled();
    const [notification] = notifications();
    if (notification?.type !== 'v1.customer.created') throw new Error('Another event came');
    const snapshot = (await stripe.events.list({ type: 'customer.created' })).data[0];
    expect(notification).toMatchObject({
      object: 'v2.core.event',
      created: '2026-01-01T00:00:00.000Z',
      livemode: false,
      reason: { type: 'request', request: { id: snapshot?.request?.id, idempotency_key: 'key-1' } },
      related_object: { id: customer.id, type: 'customer', url: `/v1/customers/${customer.id}` },
      snapshot_event: snapshot?.id,
    });
    expect(await notification.fetchRelatedObject()).toMatchObject({ id: customer.id, name: 'Ada' });
    expect(await notification.fetchEvent()).toMatchObject({ id: notification.id, type: 'v1.customer.created' });
    const event = await stripe.v2.core.events.retrieve(notification.id);
    if (event.type !== 'v1.customer.created') throw new Error('Another event was answered');
    expect(await event.fetchRelatedObject()).toMatchObject({ id: customer.id });
  });

  test('is tried again until it is acknowledged', async () => {
    const { emulator, stripe, received, answerWith } = await givenDestination();
    answerWith(500);
    await stripe.customers.create();
    await emulator.settled();
    expect(received).toHaveLength(3);
    expect(new Set(received.map(({ body }) => body)).size).toBe(1);
  });

  test('of a meter carries its report when it is fetched', async () => {
    const { emulator, stripe, notifications } = await givenDestination({
      enabled_events: ['v1.billing.meter.error_report_triggered', 'v1.billing.meter.no_meter_found'],
    });
    await stripe.billing.meters.create({
      display_name: 'Assessments',
      event_name: 'assessment',
      default_aggregation: { formula: 'sum' },
    });
    await stripe.billing.meterEvents.create({
      event_name: 'assessment',
      payload: { stripe_customer_id: 'cus_none', value: '1' },
    });
    await emulator.settled();
    const [notification] = notifications();
    if (notification?.type !== 'v1.billing.meter.error_report_triggered') throw new Error('Another event came');
    expect('data' in notification).toBe(false);
    expect((await notification.fetchRelatedObject()).display_name).toBe('Assessments');
    expect((await notification.fetchEvent()).data.developer_message_summary).toBe('There is 1 invalid event');
  });

  test('is listed by object, type and time, page by page', async () => {
    const { emulator, stripe } = await givenEmulator();
    const { id } = await stripe.customers.create();
    for (const name of ['a', 'b', 'c']) {
      await emulator.advance({ seconds: 60 });
      await stripe.customers.update(id, { name });
    }
    await stripe.customers.create();
    const { events } = stripe.v2.core;
    const first = await events.list({ object_id: id, limit: 2 });
    expect(first.data.map(({ type }) => type)).toEqual(['v1.customer.updated', 'v1.customer.updated']);
    expect(first.previous_page_url).toBeNull();
    const second = (await stripe.rawRequest('GET', first.next_page_url ?? '')) as unknown as typeof first;
    expect(second.data.map(({ type }) => type)).toEqual(['v1.customer.updated', 'v1.customer.created']);
    expect(second.next_page_url).toBeNull();
    const back = (await stripe.rawRequest('GET', second.previous_page_url ?? '')) as unknown as typeof first;
    expect(back.data.map(({ id: event }) => event)).toEqual(first.data.map(({ id: event }) => event));
    const all = await events.list({ object_id: id, limit: 1 }).autoPagingToArray({ limit: 10 });
    expect(all).toHaveLength(4);
    expect((await events.list({ types: ['v1.customer.created'] })).data).toHaveLength(2);
    const late = await stripe.rawRequest(
      'GET',
      '/v2/core/events?created[gt]=2026-01-01T00:01:00Z&types=v1.customer.updated',
    );
    expect((late as unknown as typeof first).data).toHaveLength(2);
    await expect(events.list({ limit: 101 })).rejects.toMatchObject({ code: 'invalid_fields' });
    await expect(events.list({ types: Array.from({ length: 21 }, () => 'v1.customer.created') })).rejects.toThrow(
      '20 types',
    );
    await expect(stripe.rawRequest('GET', '/v2/core/events?page=nowhere')).rejects.toThrow('Invalid page');
    await expect(events.retrieve('evt_test_65none')).rejects.toMatchObject({ code: 'not_found', statusCode: 404 });
  });
});
