import { describe, expect, test } from 'vitest';
import { givenEmulator } from '../../testing/given-emulator.ts';
import { meterUsage } from './meter-usage.ts';

async function givenMeter(formula: 'sum' | 'count' | 'last' = 'sum', event_time_window?: 'hour' | 'day') {
  const { emulator, stripe } = await givenEmulator();
  const meter = await stripe.billing.meters.create({
    display_name: 'Assessments',
    event_name: 'assessment',
    default_aggregation: { formula },
    ...(event_time_window ? { event_time_window } : {}),
  });
  const customer = (await stripe.customers.create()).id;
  const now = emulator.now().getTime() / 1000;
  const report = (value: string, timestamp = now, identifier?: string) =>
    stripe.billing.meterEvents.create({
      event_name: 'assessment',
      payload: { stripe_customer_id: customer, value },
      timestamp,
      ...(identifier === undefined ? {} : { identifier }),
    });
  const used = (start = now - 86_400, end = now + 86_400) =>
    emulator.transact((tx) => meterUsage(tx, { meter: meter.id, customer, start, end }));
  return { emulator, stripe, meter, customer, now, report, used };
}

describe('a meter', () => {
  test('has Stripe’s defaults, and one active meter listens to a name', async () => {
    const { stripe, meter } = await givenMeter();
    expect(meter).toMatchObject({
      customer_mapping: { event_payload_key: 'stripe_customer_id', type: 'by_id' },
      event_time_window: null,
      status: 'active',
      status_transitions: { deactivated_at: null },
      value_settings: { event_payload_key: 'value' },
    });
    const again = {
      display_name: 'Again',
      event_name: 'assessment',
      default_aggregation: { formula: 'count' as const },
    };
    await expect(stripe.billing.meters.create(again)).rejects.toMatchObject({ param: 'event_name' });
    await stripe.billing.meters.deactivate(meter.id);
    await expect(stripe.billing.meters.create(again)).resolves.toMatchObject({ status: 'active' });
    await expect(stripe.billing.meters.reactivate(meter.id)).rejects.toMatchObject({ statusCode: 400 });
  });

  test('sums exactly, decimals too', async () => {
    const { report, used } = await givenMeter('sum');
    for (const value of ['0.1', '0.2', '3']) await report(value);
    expect(await used()).toBe(3.3);
  });

  test('counts, or takes the last value', async () => {
    const counted = await givenMeter('count');
    await counted.report('5');
    await counted.report('7');
    expect(await counted.used()).toBe(2);
    const last = await givenMeter('last');
    await last.report('5', last.now);
    await last.report('7', last.now - 60);
    expect(await last.used()).toBe(5);
  });

  test('with a window lets the newest value of an hour stand for it', async () => {
    const { report, used, now } = await givenMeter('sum', 'hour');
    await report('5', now - 3600);
    await report('6', now - 3500);
    await report('1', now);
    expect(await used()).toBe(7);
  });

  test('keeps periods apart: a use at the end belongs to the next one', async () => {
    const { report, used, now } = await givenMeter();
    await report('1', now - 10);
    await report('2', now);
    expect(await used(now - 100, now)).toBe(1);
    expect(await used(now, now + 100)).toBe(2);
  });
});

describe('a meter event', () => {
  test('of a name that nobody listens to is refused', async () => {
    const { stripe } = await givenMeter();
    await expect(
      stripe.billing.meterEvents.create({ event_name: 'other', payload: { stripe_customer_id: 'cus_1', value: '1' } }),
    ).rejects.toMatchObject({ code: 'resource_missing', param: 'event_name' });
  });

  test('is counted once per identifier', async () => {
    const { report, used, now } = await givenMeter();
    await report('1', now, 'use-1');
    await expect(report('1', now, 'use-1')).rejects.toThrow('An event already exists with identifier use-1.');
    expect(await used()).toBe(1);
  });

  test('is not older than 35 days, not in the future, and has a number', async () => {
    const { report, now } = await givenMeter();
    await expect(report('1', now - 36 * 86_400)).rejects.toMatchObject({ param: 'timestamp' });
    await expect(report('1', now + 301)).rejects.toMatchObject({ param: 'timestamp' });
    await expect(report('many')).rejects.toMatchObject({ param: 'payload[value]' });
  });

  test('can be taken back within a day', async () => {
    const { emulator, stripe, report, used, now } = await givenMeter();
    await report('1', now, 'use-1');
    const adjustment = { event_name: 'assessment', type: 'cancel', cancel: { identifier: 'use-1' } } as const;
    expect(await stripe.billing.meterEventAdjustments.create(adjustment)).toMatchObject({ status: 'complete' });
    expect(await used()).toBe(0);
    await report('1', now, 'use-2');
    await emulator.advance({ seconds: 86_401 });
    await expect(
      stripe.billing.meterEventAdjustments.create({ ...adjustment, cancel: { identifier: 'use-2' } }),
    ).rejects.toMatchObject({ code: 'resource_missing' });
  });
});

test('summaries say what was used, in all or hour by hour', async () => {
  const { stripe, meter, customer, report, now } = await givenMeter();
  await report('3', now - 3601);
  await report('4', now - 60);
  const range = { customer, start_time: now - 7200, end_time: now };
  const whole = await stripe.billing.meters.listEventSummaries(meter.id, range);
  expect(whole.data).toMatchObject([{ aggregated_value: 7, meter: meter.id, start_time: now - 7200, end_time: now }]);
  const hours = await stripe.billing.meters.listEventSummaries(meter.id, { ...range, value_grouping_window: 'hour' });
  expect(hours.data.map(({ aggregated_value }) => aggregated_value)).toEqual([4, 3]);
  await expect(
    stripe.billing.meters.listEventSummaries(meter.id, { ...range, start_time: now - 7201 }),
  ).rejects.toMatchObject({ param: 'start_time' });
});

test('a meter can be renamed, switched off and on again', async () => {
  const { stripe, meter } = await givenMeter();
  expect((await stripe.billing.meters.update(meter.id, { display_name: 'Tests' })).display_name).toBe('Tests');
  expect((await stripe.billing.meters.deactivate(meter.id)).status_transitions.deactivated_at).not.toBeNull();
  expect((await stripe.billing.meters.list({ status: 'inactive' })).data.map(({ id }) => id)).toEqual([meter.id]);
  expect((await stripe.billing.meters.reactivate(meter.id)).status_transitions.deactivated_at).toBeNull();
  expect((await stripe.billing.meters.retrieve(meter.id)).status).toBe('active');
});
