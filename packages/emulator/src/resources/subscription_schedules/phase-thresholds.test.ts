import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { day, givenCustomer, givenPrice } from '../../billing-cycle/given-billing.ts';
import { givenEmulator } from '../../testing/given-emulator.ts';
import { invoicesOf, subscriptionOf } from './given-schedule.ts';

type Phase = Stripe.SubscriptionScheduleCreateParams.Phase;

const month = { interval: 'month' } as const;

/** Calls at 10 cents each, for a customer who pays by card. */
async function givenCalls() {
  const { emulator, stripe } = await givenEmulator();
  const meter = await stripe.billing.meters.create({
    display_name: 'Calls',
    event_name: 'call',
    default_aggregation: { formula: 'sum' },
  });
  const recurring = { interval: 'month', usage_type: 'metered', meter: meter.id } as const;
  const price = (await givenPrice(stripe, { name: 'Calls', recurring, unit_amount: 10 })).id;
  const customer = (await givenCustomer(stripe, 'pm_card_visa')).id;
  return {
    stripe,
    price,
    customer,
    at: (moment: string) => emulator.advance({ to: new Date(moment) }),
    call: async (times: number) => {
      const payload = { stripe_customer_id: customer, value: String(times) };
      await stripe.billing.meterEvents.create({ event_name: 'call', payload });
    },
    schedule: (phases: Phase[], more: Partial<Stripe.SubscriptionScheduleCreateParams> = {}) =>
      stripe.subscriptionSchedules.create({ customer, phases, start_date: 'now', ...more }),
    bills: async (subscription: string) =>
      (await invoicesOf(stripe, subscription))
        .filter(({ total }) => total > 0)
        .map(({ billing_reason: reason, created, total }) => [reason, day(created), total]),
  };
}

describe('a phase', () => {
  test('bills at its own threshold from its beginning, and not before', async () => {
    const { stripe, price, at, call, schedule, bills } = await givenCalls();
    const { id, phases } = await schedule([
      { items: [{ price }], duration: month },
      { items: [{ price }], duration: month, billing_thresholds: { amount_gte: 1000 } },
      { items: [{ price }], duration: month },
    ]);
    expect(phases.map((phase) => phase.billing_thresholds)).toEqual([
      null,
      { amount_gte: 1000, reset_billing_cycle_anchor: null },
      null,
    ]);
    const { id: subscription } = await subscriptionOf(stripe, id);
    await at('2026-01-10T00:00:00Z');
    await call(150);
    await at('2026-02-10T00:00:00Z');
    expect((await stripe.subscriptions.retrieve(subscription)).billing_thresholds?.amount_gte).toBe(1000);
    await call(60);
    await call(50);
    await at('2026-02-20T00:00:00Z');
    await call(7);
    await at('2026-03-10T00:00:00Z');
    expect((await stripe.subscriptions.retrieve(subscription)).billing_thresholds).toBeNull();
    await call(150);
    await at('2026-04-01T02:00:00Z');
    expect(await bills(subscription)).toEqual([
      // January knew no threshold: 150 calls of 10 cents at its end.
      ['subscription_cycle', '2026-02-01', 1500],
      // 60 + 50 calls reach $10 on the spot; the 7 after them wait for the end of February.
      ['subscription_threshold', '2026-02-10', 1100],
      ['subscription_cycle', '2026-03-01', 70],
      ['subscription_cycle', '2026-04-01', 1500],
    ]);
  });

  test('bills at the use that its items name', async () => {
    const { stripe, price, at, call, schedule, bills } = await givenCalls();
    const { id, phases } = await schedule([
      { items: [{ price, billing_thresholds: { usage_gte: 100 } }], duration: month },
      { items: [{ price }], duration: month },
    ]);
    expect(phases[0]?.items[0]?.billing_thresholds).toEqual({ usage_gte: 100 });
    const first = await subscriptionOf(stripe, id);
    expect(first.items.data[0]?.billing_thresholds).toEqual({ usage_gte: 100 });
    await at('2026-01-10T00:00:00Z');
    await call(120);
    await at('2026-02-10T00:00:00Z');
    expect((await subscriptionOf(stripe, id)).items.data[0]?.billing_thresholds).toBeNull();
    await call(120);
    expect(await bills(first.id)).toEqual([['subscription_threshold', '2026-01-10', 1200]]);
  });

  test('that is silent has the threshold of the schedule’s defaults, which can begin a new cycle', async () => {
    const { stripe, price, at, call, schedule, bills } = await givenCalls();
    const { id, default_settings: defaults } = await schedule(
      [{ items: [{ price }], duration: { interval: 'month', interval_count: 3 } }],
      { default_settings: { billing_thresholds: { amount_gte: 1000, reset_billing_cycle_anchor: true } } },
    );
    expect(defaults.billing_thresholds).toEqual({ amount_gte: 1000, reset_billing_cycle_anchor: true });
    await at('2026-01-11T00:00:00Z');
    await call(100);
    const { id: subscription, items } = await subscriptionOf(stripe, id);
    expect(await bills(subscription)).toEqual([['subscription_threshold', '2026-01-11', 1000]]);
    expect(day(items.data[0]?.current_period_end)).toBe('2026-02-11');
    await stripe.subscriptionSchedules.update(id, { default_settings: { billing_thresholds: '' } });
    expect((await stripe.subscriptions.retrieve(subscription)).billing_thresholds).toBeNull();
  });
});

test('a schedule made from a subscription takes its thresholds along, and follows their change', async () => {
  const { stripe, price, customer } = await givenCalls();
  const { id } = await stripe.subscriptions.create({
    customer,
    items: [{ price, billing_thresholds: { usage_gte: 100 } }],
    billing_thresholds: { amount_gte: 1000 },
  });
  const schedule = await stripe.subscriptionSchedules.create({ from_subscription: id });
  expect(schedule).toMatchObject({
    default_settings: { billing_thresholds: { amount_gte: 1000 } },
    phases: [{ billing_thresholds: null, items: [{ billing_thresholds: { usage_gte: 100 } }] }],
  });
  await stripe.subscriptions.update(id, { billing_thresholds: { amount_gte: 2000 } });
  const { phases } = await stripe.subscriptionSchedules.retrieve(schedule.id);
  expect(phases.at(-1)?.billing_thresholds?.amount_gte).toBe(2000);
});

test('a phase’s threshold that no subscription could have is refused', async () => {
  const { stripe, price, customer, schedule } = await givenCalls();
  const seat = (await givenPrice(stripe, { unit_amount: 1000 })).id;
  await expect(
    schedule([{ items: [{ price }], duration: month, billing_thresholds: { amount_gte: 49 } }]),
  ).rejects.toMatchObject({ param: 'phases[0][billing_thresholds][amount_gte]' });
  await expect(
    schedule([{ items: [{ price: seat, billing_thresholds: { usage_gte: 5 } }], duration: month }]),
  ).rejects.toMatchObject({ param: 'phases[0][items][0][billing_thresholds]' });
  await expect(
    schedule([{ items: [{ price }], duration: month }], {
      default_settings: { billing_thresholds: { amount_gte: 10 } },
    }),
  ).rejects.toMatchObject({ param: 'default_settings[billing_thresholds][amount_gte]' });
  expect((await stripe.subscriptionSchedules.list({ customer })).data).toEqual([]);
});
