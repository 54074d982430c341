import Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { ask } from '../../testing/given-emulator.ts';
import { givenUsage } from './given-usage.ts';
import type { GivenUsage } from './given-usage.ts';

type MeterReport = Stripe.V2.Core.Event & { data: Stripe.Events.V1BillingMeterErrorReportTriggeredEvent.Data };

/** Stripe's own client with the token of a session for a key. */
async function givenStream({ emulator, stripe }: GivenUsage) {
  const session = await stripe.v2.billing.meterEventSession.create();
  const { port } = emulator;
  const stream = new Stripe(session.authentication_token, {
    host: '127.0.0.1',
    port,
    protocol: 'http',
    maxNetworkRetries: 0,
    telemetry: false,
  });
  return { session, stream };
}

async function reports({ stripe }: GivenUsage): Promise<MeterReport[]> {
  const { data } = await stripe.v2.core.events.list();
  return data.filter(({ type }) => type.startsWith('v1.billing.meter.') && !type.endsWith('created')) as MeterReport[];
}

const used = async ({ stripe, meter, customer, emulator }: GivenUsage): Promise<number | undefined> => {
  const now = emulator.now().getTime() / 1000;
  const range = { customer: customer.id, start_time: now - 86_400, end_time: now + 60 };
  return (await stripe.billing.meters.listEventSummaries(meter.id, range)).data[0]?.aggregated_value;
};

describe('a meter event of v2', () => {
  test('is counted like one of v1, and can be taken back', async () => {
    const usage = await givenUsage();
    const { stripe, customer } = usage;
    const event = await stripe.v2.billing.meterEvents.create({
      event_name: 'assessment',
      identifier: 'use-1',
      payload: { stripe_customer_id: customer.id, value: '25' },
      timestamp: '2025-12-31T23:00:00Z',
    });
    expect(event).toEqual({
      object: 'v2.billing.meter_event',
      created: '2026-01-01T00:00:00.000Z',
      event_name: 'assessment',
      identifier: 'use-1',
      livemode: false,
      payload: { stripe_customer_id: customer.id, value: '25' },
      timestamp: '2025-12-31T23:00:00.000Z',
    });
    expect(await used(usage)).toBe(25);
    const adjustment = { event_name: 'assessment', type: 'cancel' as const, cancel: { identifier: 'use-1' } };
    expect(await stripe.v2.billing.meterEventAdjustments.create(adjustment)).toMatchObject({
      object: 'v2.billing.meter_event_adjustment',
      created: '2026-01-01T00:00:00.000Z',
      status: 'complete',
    });
    expect(await used(usage)).toBe(0);
    await expect(stripe.v2.billing.meterEventAdjustments.create(adjustment)).rejects.toThrow('already been cancelled');
  });

  test('is refused at once for what can be seen at once, in the errors of v2', async () => {
    const { stripe, meter, customer } = await givenUsage();
    const send = (change: Partial<Stripe.V2.Billing.MeterEventCreateParams>) =>
      stripe.v2.billing.meterEvents.create({
        event_name: 'assessment',
        payload: { stripe_customer_id: customer.id, value: '1' },
        ...change,
      });
    await send({ identifier: 'use-1' });
    const wrong: [string, Partial<Stripe.V2.Billing.MeterEventCreateParams>][] = [
      ['no_meter', { event_name: 'other' }],
      ['duplicate_meter_event', { identifier: 'use-1' }],
      ['meter_event_no_customer_defined', { payload: { value: '1' } }],
      ['meter_event_value_not_found', { payload: { stripe_customer_id: customer.id } }],
      ['meter_event_invalid_value', { payload: { stripe_customer_id: customer.id, value: 'many' } }],
      ['meter_event_value_too_many_digits', { payload: { stripe_customer_id: customer.id, value: '0.1234567890123' } }],
      ['timestamp_in_future', { timestamp: '2026-01-01T00:05:01Z' }],
      ['timestamp_too_far_in_past', { timestamp: '2025-11-26T00:00:00Z' }],
      ['invalid_fields', { timestamp: 'yesterday' }],
    ];
    for (const [code, change] of wrong) {
      await expect(send(change)).rejects.toMatchObject({ type: 'StripeInvalidRequestError', statusCode: 400, code });
    }
    await stripe.billing.meters.deactivate(meter.id);
    await expect(send({})).rejects.toMatchObject({ code: 'archived_meter' });
  });

  test('of a customer that does not exist is taken, and reported by a thin event', async () => {
    const usage = await givenUsage();
    const { stripe, meter } = usage;
    const payload = { stripe_customer_id: 'cus_none', value: '1' };
    await stripe.v2.billing.meterEvents.create({ event_name: 'assessment', identifier: 'use-1', payload });
    await stripe.billing.meterEvents.create({ event_name: 'assessment', identifier: 'use-2', payload });
    const [second, first] = await reports(usage);
    expect(first).toMatchObject({
      type: 'v1.billing.meter.error_report_triggered',
      related_object: { id: meter.id, type: 'billing.meter', url: `/v1/billing/meters/${meter.id}` },
      data: {
        developer_message_summary: 'There is 1 invalid event',
        reason: {
          error_count: 1,
          error_types: [
            {
              code: 'meter_event_customer_not_found',
              error_count: 1,
              sample_errors: [{ error_message: 'Customer cus_none not found.', request: { identifier: 'use-1' } }],
            },
          ],
        },
        validation_start: '2026-01-01T00:00:00.000Z',
        validation_end: '2026-01-01T00:00:10.000Z',
      },
    });
    expect(second?.data.reason.error_types[0]?.sample_errors[0]?.request.identifier).toBe('use-2');
  });
});

describe('a stream of meter events', () => {
  test('takes a hundred uses with the token of its session, and answers nothing', async () => {
    const usage = await givenUsage();
    const { session, stream } = await givenStream(usage);
    expect(session).toMatchObject({
      object: 'v2.billing.meter_event_session',
      created: '2026-01-01T00:00:00.000Z',
      expires_at: '2026-01-01T00:15:00.000Z',
    });
    const event = { event_name: 'assessment', payload: { stripe_customer_id: usage.customer.id, value: '2' } };
    expect(
      await stream.v2.billing.meterEventStream.create({ events: Array.from({ length: 100 }, () => event) }),
    ).toEqual({});
    expect(await used(usage)).toBe(200);
    const tooMany = { events: Array.from({ length: 101 }, () => event) };
    await expect(stream.v2.billing.meterEventStream.create(tooMany)).rejects.toMatchObject({ code: 'invalid_fields' });
  });

  test('is refused once its session is over, and with an API key', async () => {
    const usage = await givenUsage();
    const { stream } = await givenStream(usage);
    const event = { event_name: 'assessment', payload: { stripe_customer_id: usage.customer.id, value: '2' } };
    const expired = {
      rawType: 'temporary_session_expired',
      code: 'billing_meter_event_session_expired',
      statusCode: 401,
    };
    await expect(usage.stripe.v2.billing.meterEventStream.create({ events: [event] })).rejects.toMatchObject(expired);
    await usage.emulator.advance({ seconds: 15 * 60 });
    await expect(stream.v2.billing.meterEventStream.create({ events: [event] })).rejects.toMatchObject(expired);
    await expect(stream.v2.billing.meterEventStream.create({ events: [event] })).rejects.toBeInstanceOf(
      Stripe.errors.TemporarySessionExpiredError,
    );
  });

  test('tells later what was wrong: a report for each meter, and one for names without a meter', async () => {
    const usage = await givenUsage();
    const { stream } = await givenStream(usage);
    const good = { stripe_customer_id: usage.customer.id, value: '2' };
    await stream.v2.billing.meterEventStream.create({
      events: [
        { event_name: 'assessment', payload: good },
        { event_name: 'assessment', payload: { value: '2' } },
        { event_name: 'assessment', payload: { ...good, value: 'x' } },
        { event_name: 'assessment', payload: { value: '3' } },
        { event_name: 'other', payload: good, identifier: 'lost' },
      ],
    });
    expect(await used(usage)).toBe(2);
    const all = await reports(usage);
    const ofMeter = all.find(({ type }) => type === 'v1.billing.meter.error_report_triggered');
    const ofNone = all.find(({ type }) => type === 'v1.billing.meter.no_meter_found');
    expect(all).toHaveLength(2);
    expect(ofMeter?.data.developer_message_summary).toBe('There are 3 invalid events');
    const counts = ofMeter?.data.reason.error_types.map(({ code, error_count }) => [code, error_count]);
    expect(counts).toEqual([
      ['meter_event_no_customer_defined', 2],
      ['meter_event_invalid_value', 1],
    ]);
    expect(ofNone?.data.reason.error_types[0]).toMatchObject({
      code: 'no_meter',
      sample_errors: [{ request: { identifier: 'lost' } }],
    });
  });
});

describe('a request of v2', () => {
  const headers = { 'content-type': 'application/json' };
  const sent = (customer: string, value = '1') =>
    JSON.stringify({ event_name: 'assessment', payload: { stripe_customer_id: customer, value } });

  test('is done once for its key, tried again after a failure, and in conflict with other parameters', async () => {
    const usage = await givenUsage();
    const path = '/v2/billing/meter_events';
    const keyed = { ...headers, 'idempotency-key': 'key-1' };
    const failing = { body: '{"event_name":"other","payload":{}}', headers: keyed };
    expect(await ask(usage.emulator, 'POST', path, failing)).toMatchObject({
      status: 400,
      error: { code: 'no_meter' },
    });
    const body = sent(usage.customer.id);
    const first = await ask(usage.emulator, 'POST', path, { body, headers: keyed });
    const again = await ask(usage.emulator, 'POST', path, { body, headers: keyed });
    expect([first.status, again.text]).toEqual([200, first.text]);
    expect(await used(usage)).toBe(1);
    const other = await ask(usage.emulator, 'POST', path, { body: sent(usage.customer.id, '2'), headers: keyed });
    expect(other).toMatchObject({ status: 409, error: { type: 'idempotency_error', code: 'idempotency_error' } });
    // The same key means something else to another operation.
    const session = await ask(usage.emulator, 'POST', '/v2/billing/meter_event_session', {
      body: '{}',
      headers: keyed,
    });
    expect(session.status).toBe(200);
  });

  test('is JSON, with the fields that are declared', async () => {
    const { emulator } = await givenUsage();
    const send = (body: string) => ask(emulator, 'POST', '/v2/billing/meter_events', { body, headers });
    for (const body of [
      '{',
      '[]',
      '{"event_name":1}',
      '{"event_name":"x","payload":{},"colour":"red"}',
      '{"payload":{}}',
    ]) {
      expect(await send(body)).toMatchObject({ status: 400, error: { code: 'invalid_fields' } });
    }
    const nowhere = await ask(emulator, 'POST', '/v2/billing/nothing', { body: '{}', headers });
    expect(nowhere).toMatchObject({ status: 404, error: { code: 'not_found' } });
    const stranger = await ask(emulator, 'POST', '/v2/billing/meter_events', {
      body: '{}',
      headers: { ...headers, authorization: 'Bearer sk_live_12345678901' },
    });
    expect(stranger).toMatchObject({ status: 401, error: { code: 'unauthenticated' } });
  });
});
