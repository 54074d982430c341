import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { day, seconds } from '../../billing-cycle/given-billing.ts';
import { givenEmulator } from '../../testing/given-emulator.ts';
import { givenPlans } from './given-schedule.ts';

const middle = seconds('2026-01-16T12:00:00Z');

async function givenMonthly(params: Partial<Stripe.SubscriptionCreateParams> = {}) {
  const { emulator, stripe } = await givenEmulator();
  const { small, customer } = await givenPlans(stripe);
  const { id } = await stripe.subscriptions.create({ customer, items: [{ price: small }], ...params });
  return { emulator, stripe, customer, id };
}

describe('a pause on a schedule', () => {
  test('begins and ends on its days, gives the unused time back, and begins a new cycle', async () => {
    const { emulator, stripe, id } = await givenMonthly();
    const schedule = await stripe.subscriptionSchedules.create({
      from_subscription: id,
      pause_schedules: [
        {
          key: 'holiday',
          pause: { pause_at: { type: 'timestamp', timestamp: middle } },
          resume: { resume_at: { type: 'duration', duration: { interval: 'month', interval_count: 2 } } },
        },
      ],
    });
    expect(schedule.pause_schedules).toMatchObject([
      {
        key: 'holiday',
        pause: { pause_at: middle, status: { type: 'scheduled' } },
        resume: { resume_at: seconds('2026-03-16T12:00:00Z'), status: { type: 'scheduled' } },
      },
    ]);
    expect(day(schedule.phases[0]?.end_date)).toBe('2026-03-16');
    await emulator.advance({ to: new Date('2026-01-16T12:00:00Z') });
    expect((await stripe.subscriptions.retrieve(id)).status).toBe('paused');
    await emulator.advance({ to: new Date('2026-03-16T12:00:00Z') });
    const resumed = await stripe.subscriptions.retrieve(id, { expand: ['latest_invoice'] });
    expect(resumed.status).toBe('active');
    expect(day(resumed.items.data[0]?.current_period_end)).toBe('2026-04-16');
    // Half of January back, and a new month.
    expect(resumed.latest_invoice).toMatchObject({ status: 'paid', amount_paid: 500 });
    const { pause_schedules: done, status } = await stripe.subscriptionSchedules.retrieve(schedule.id);
    expect(done[0]).toMatchObject({
      pause: { status: { type: 'succeeded' } },
      resume: { status: { type: 'succeeded' } },
    });
    expect(status).toBe('released');
  });

  test('can begin now, get an end later, and be resumed by that', async () => {
    const { emulator, stripe, id } = await givenMonthly();
    const { id: schedule } = await stripe.subscriptionSchedules.create({
      from_subscription: id,
      pause_schedules: [{ key: 'break', pause: { pause_at: { type: 'now' } } }],
    });
    expect((await stripe.subscriptions.retrieve(id)).status).toBe('paused');
    await emulator.advance({ to: new Date('2026-01-10T00:00:00Z') });
    await stripe.subscriptionSchedules.update(schedule, {
      pause_schedules: [{ key: 'break', resume: { resume_at: { type: 'now' } } }],
    });
    expect((await stripe.subscriptions.retrieve(id)).status).toBe('active');
    await expect(
      stripe.subscriptionSchedules.update(schedule, {
        pause_schedules: [{ key: 'break', pause: { pause_at: { type: 'now' } } }],
      }),
    ).rejects.toThrow('begun already');
  });

  test('can give an end to a pause that began without it', async () => {
    const { emulator, stripe, id } = await givenMonthly();
    await stripe.subscriptions.pause(id, { type: 'subscription' });
    const { pause_schedules: pauses } = await stripe.subscriptionSchedules.create({
      from_subscription: id,
      pause_schedules: [{ resume: { resume_at: { type: 'timestamp', timestamp: middle } } }],
    });
    expect(pauses[0]).toMatchObject({ pause: { settings: null, status: { type: 'succeeded' } } });
    await emulator.advance({ to: new Date('2026-01-16T12:00:00Z') });
    expect((await stripe.subscriptions.retrieve(id)).status).toBe('active');
  });

  test('waits for its payment, and says when nobody made it', async () => {
    const { emulator, stripe, customer, id } = await givenMonthly();
    const { id: schedule } = await stripe.subscriptionSchedules.create({
      from_subscription: id,
      pause_schedules: [
        {
          pause: { pause_at: { type: 'now' }, settings: { bill_for: { unused_time_from: { type: 'none' } } } },
          resume: { resume_at: { type: 'timestamp', timestamp: middle } },
        },
      ],
    });
    const broken = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer });
    await stripe.customers.update(customer, { invoice_settings: { default_payment_method: broken.id } });
    await emulator.advance({ to: new Date('2026-01-16T12:00:00Z') });
    const waiting = await stripe.subscriptionSchedules.retrieve(schedule);
    expect(waiting.pause_schedules[0]?.resume?.status).toEqual({ type: 'pending' });
    const card = await stripe.paymentMethods.attach('pm_card_visa', { customer });
    const { latest_invoice: invoice } = await stripe.subscriptions.retrieve(id);
    await stripe.invoices.pay(invoice as string, { payment_method: card.id });
    expect((await stripe.subscriptions.retrieve(id)).status).toBe('active');
  });

  test('is refused for classic billing, in the past, twice, and before it began', async () => {
    const { emulator, stripe, id } = await givenMonthly();
    const classic = await givenMonthly({ billing_mode: { type: 'classic' } });
    const now = { pause: { pause_at: { type: 'now' } } } as const;
    await expect(
      classic.stripe.subscriptionSchedules.create({ from_subscription: classic.id, pause_schedules: [now] }),
    ).rejects.toThrow('flexible');
    await emulator.advance({ to: new Date('2026-01-10T00:00:00Z') });
    const refused = async (pauses: Stripe.SubscriptionScheduleCreateParams.PauseSchedule[], why: string) =>
      expect(stripe.subscriptionSchedules.create({ from_subscription: id, pause_schedules: pauses })).rejects.toThrow(
        why,
      );
    const yesterday = { type: 'timestamp', timestamp: seconds('2026-01-09T00:00:00Z') } as const;
    await refused([{ pause: { pause_at: yesterday } }], 'in the past');
    await refused([now, now], 'Only one');
    await refused([{ ...now, resume: { resume_at: yesterday } }], 'only after');
    expect((await stripe.subscriptions.retrieve(id)).schedule).toBeNull();
  });
});
