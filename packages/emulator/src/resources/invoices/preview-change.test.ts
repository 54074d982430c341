import { describe, expect, test } from 'vitest';
import { seconds } from '../../billing-cycle/given-billing.ts';
import { givenEmulator } from '../../testing/given-emulator.ts';
import { givenPlans, invoicesOf, subscriptionOf } from '../subscription_schedules/given-schedule.ts';

const month = { interval: 'month' } as const;

async function givenMiddleOfJanuary() {
  const { emulator, stripe } = await givenEmulator();
  const { small, large, customer } = await givenPlans(stripe);
  const { id } = await stripe.subscriptions.create({ customer, items: [{ price: small }] });
  await emulator.advance({ to: new Date('2026-01-16T12:00:00Z') });
  return { emulator, stripe, small, large, customer, id };
}

describe('a preview by doing', () => {
  test('says what cancelling now would give back, and leaves everything as it was', async () => {
    const { stripe, customer, id } = await givenMiddleOfJanuary();
    const before = await stripe.subscriptions.retrieve(id);
    const preview = await stripe.invoices.createPreview({
      subscription: id,
      subscription_details: { cancel_now: true },
    });
    expect(preview).toMatchObject({ total: -500, status: 'draft', number: null });
    expect(preview.id).toMatch(/^upcoming_in_/);
    expect(await stripe.subscriptions.retrieve(id)).toEqual(before);
    expect((await stripe.invoices.list({ customer })).data).toHaveLength(1);
  });

  test('says what a pause gives back and what the way out of it costs', async () => {
    const { stripe, id } = await givenMiddleOfJanuary();
    const pause = await stripe.invoices.createPreview({
      subscription: id,
      subscription_details: { pause: { type: 'subscription' } },
    });
    expect(pause.total).toBe(-500);
    await stripe.subscriptions.pause(id, { type: 'subscription', bill_for: { unused_time_from: { type: 'none' } } });
    await expect(stripe.invoices.createPreview({ subscription: id })).rejects.toMatchObject({
      code: 'invoice_upcoming_none',
    });
    const resumed = await stripe.invoices.createPreview({
      subscription: id,
      subscription_details: { resume_at: 'now' },
    });
    expect(resumed.total).toBe(1000);
  });
});

describe('the preview of a schedule', () => {
  test('shows its next invoice with the phase that begins there, to the cent', async () => {
    const { emulator, stripe } = await givenEmulator();
    const { small, large, customer } = await givenPlans(stripe);
    const { id } = await stripe.subscriptionSchedules.create({
      customer,
      phases: [
        { items: [{ price: small }], end_date: seconds('2026-01-16T12:00:00Z') },
        { items: [{ price: large }], duration: month, proration_behavior: 'always_invoice' },
      ],
    });
    const preview = await stripe.invoices.createPreview({ schedule: id });
    // Half of January: −500 and +1500.
    expect(preview).toMatchObject({ total: 1000, billing_reason: 'upcoming' });
    await emulator.advance({ to: new Date('2026-01-16T13:00:00Z') });
    const subscription = await subscriptionOf(stripe, id);
    expect((await invoicesOf(stripe, subscription.id))[1]).toMatchObject({ amount_paid: 1000 });
  });

  test('is what its subscription is shown too, and what is announced of it', async () => {
    const { emulator, stripe } = await givenEmulator();
    const { small, large, customer } = await givenPlans(stripe);
    const { id } = await stripe.subscriptionSchedules.create({
      customer,
      phases: [
        { items: [{ price: small }], duration: month },
        { items: [{ price: large, quantity: 2 }], duration: month },
      ],
    });
    const { id: subscription } = await subscriptionOf(stripe, id);
    const preview = await stripe.invoices.createPreview({ subscription });
    // Two at $30.00 from February on, and nothing to prorate.
    expect(preview).toMatchObject({ total: 6000, billing_reason: 'upcoming', lines: { data: [{ quantity: 2 }] } });
    // What recurs is asked of the subscription as it is.
    expect(await stripe.invoices.createPreview({ subscription, preview_mode: 'recurring' })).toMatchObject({
      total: 1000,
    });
    await emulator.advance({ to: new Date('2026-01-25T00:00:00Z') });
    const [announced] = (await stripe.events.list({ type: 'invoice.upcoming' })).data;
    expect(announced?.data.object).toMatchObject({ total: 6000, lines: { data: [{ quantity: 2 }] } });
    expect((await stripe.subscriptions.retrieve(subscription)).items.data[0]?.price.id).toBe(small);
    await emulator.advance({ to: new Date('2026-02-01T01:00:00Z') });
    expect((await invoicesOf(stripe, subscription))[1]).toMatchObject({ total: 6000, status: 'paid' });
  });

  test('shows it changed as the details say, and of one that does not exist yet', async () => {
    const { stripe } = await givenEmulator();
    const { small, large, customer } = await givenPlans(stripe);
    const schedule = await stripe.subscriptionSchedules.create({
      customer,
      phases: [{ items: [{ price: small }], duration: month }],
    });
    const [phase] = schedule.phases;
    const dates = { start_date: phase?.start_date ?? 0, end_date: phase?.end_date ?? 0 };
    const changed = await stripe.invoices.createPreview({
      schedule: schedule.id,
      schedule_details: {
        phases: [
          { items: [{ price: small }], ...dates },
          { items: [{ price: large, quantity: 2 }], duration: month },
        ],
      },
    });
    expect(changed.total).toBe(6000);
    expect(await stripe.subscriptionSchedules.retrieve(schedule.id)).toEqual(schedule);
    const unborn = await stripe.invoices.createPreview({
      customer,
      schedule_details: { phases: [{ items: [{ price: large }], duration: month }] },
    });
    expect(unborn.total).toBe(3000);
    const recurring = stripe.invoices.createPreview({ schedule: schedule.id, preview_mode: 'recurring' });
    await expect(recurring).rejects.toMatchObject({ param: 'preview_mode' });
  });
});
