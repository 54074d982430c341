import { describe, expect, test } from 'vitest';
import { day, seconds } from '../../billing-cycle/given-billing.ts';
import { givenEmulator } from '../../testing/given-emulator.ts';
import { givenEndpoint } from '../../testing/given-endpoint.ts';
import { givenPlans } from './given-schedule.ts';

describe('a schedule', () => {
  test('takes a downgrade to the end of the period, bills it there without proration, and lets go', async () => {
    const { emulator, stripe } = await givenEmulator();
    const endpoint = await givenEndpoint(stripe);
    const { small, large, customer } = await givenPlans(stripe);
    const { id } = await stripe.subscriptions.create({ customer, items: [{ price: large }] });
    const schedule = await stripe.subscriptionSchedules.create({ from_subscription: id });
    expect(schedule).toMatchObject({
      status: 'active',
      subscription: id,
      phases: [{ start_date: seconds('2026-01-01T00:00:00Z'), end_date: seconds('2026-02-01T00:00:00Z') }],
    });
    expect((await stripe.subscriptions.retrieve(id)).schedule).toBe(schedule.id);
    const [phase] = schedule.phases;
    await stripe.subscriptionSchedules.update(schedule.id, {
      end_behavior: 'release',
      phases: [
        { items: [{ price: large, quantity: 1 }], start_date: phase?.start_date ?? 0, end_date: phase?.end_date ?? 0 },
        { items: [{ price: small, quantity: 1 }], duration: { interval: 'month' }, proration_behavior: 'none' },
      ],
    });
    expect((await stripe.subscriptions.retrieve(id)).items.data[0]?.price.id).toBe(large);
    await emulator.settled();
    endpoint.received.length = 0;
    await emulator.advance({ to: new Date('2026-02-01T01:00:00Z') });
    const downgraded = await stripe.subscriptions.retrieve(id, { expand: ['latest_invoice'] });
    expect(downgraded.items.data[0]?.price.id).toBe(small);
    expect(downgraded.latest_invoice).toMatchObject({ status: 'paid', amount_paid: 1000 });
    expect(endpoint.types().filter((type) => type === 'customer.subscription.updated')).toHaveLength(1);
    expect(endpoint.types()).toContain('subscription_schedule.updated');
    await emulator.advance({ to: new Date('2026-03-01T01:00:00Z') });
    const free = await stripe.subscriptionSchedules.retrieve(schedule.id);
    expect(free).toMatchObject({ status: 'released', released_subscription: id, subscription: null });
    expect(await stripe.subscriptions.retrieve(id)).toMatchObject({ status: 'active', schedule: null });
    expect(endpoint.types()).toContain('subscription_schedule.released');
  });

  test('starts its subscription on its day with a draft, changes in the middle of a period with prorations, and cancels at the end', async () => {
    const { emulator, stripe } = await givenEmulator();
    const { small, large, customer } = await givenPlans(stripe);
    const schedule = await stripe.subscriptionSchedules.create({
      customer,
      start_date: seconds('2026-01-10T00:00:00Z'),
      end_behavior: 'cancel',
      phases: [
        { items: [{ price: small }], end_date: seconds('2026-01-25T12:00:00Z') },
        { items: [{ price: large }], end_date: seconds('2026-03-10T00:00:00Z') },
      ],
    });
    expect(schedule).toMatchObject({ status: 'not_started', subscription: null });
    await emulator.advance({ to: new Date('2026-01-10T00:00:00Z') });
    const started = await stripe.subscriptionSchedules.retrieve(schedule.id);
    const id = started.subscription as string;
    expect(started.status).toBe('active');
    const [draft] = (await stripe.invoices.list({ subscription: id })).data;
    expect(draft).toMatchObject({ status: 'draft', total: 1000 });
    await emulator.advance({ to: new Date('2026-01-26T00:00:00Z') });
    expect((await stripe.invoices.retrieve(draft?.id ?? '')).status).toBe('paid');
    // Half of the period from 10 January to 10 February is left: −500 and +1500.
    const pending = await stripe.invoiceItems.list({ customer, pending: true });
    expect(pending.data.map(({ amount }) => amount)).toEqual([1500, -500]);
    expect(day((await stripe.subscriptions.retrieve(id)).cancel_at)).toBe('2026-03-10');
    await emulator.advance({ to: new Date('2026-03-10T00:00:00Z') });
    expect((await stripe.subscriptions.retrieve(id)).status).toBe('canceled');
    expect((await stripe.subscriptionSchedules.retrieve(schedule.id)).status).toBe('completed');
  });

  test('can be released, and cancelled with what is unused given back', async () => {
    const { emulator, stripe } = await givenEmulator();
    const { large, customer } = await givenPlans(stripe);
    const { id } = await stripe.subscriptions.create({ customer, items: [{ price: large }] });
    const first = await stripe.subscriptionSchedules.create({ from_subscription: id });
    expect(await stripe.subscriptionSchedules.release(first.id)).toMatchObject({ status: 'released' });
    await expect(stripe.subscriptionSchedules.release(first.id)).rejects.toThrow('released');
    const second = await stripe.subscriptionSchedules.create({ from_subscription: id });
    await emulator.advance({ to: new Date('2026-01-16T12:00:00Z') });
    expect(await stripe.subscriptionSchedules.cancel(second.id)).toMatchObject({ status: 'canceled' });
    const [credit] = (await stripe.invoices.list({ subscription: id })).data;
    expect(credit?.total).toBe(-1500);
    expect((await stripe.subscriptions.retrieve(id)).status).toBe('canceled');
  });

  test('from a subscription takes nothing else, and one subscription has one schedule', async () => {
    const { stripe } = await givenEmulator();
    const { large, customer } = await givenPlans(stripe);
    const { id } = await stripe.subscriptions.create({ customer, items: [{ price: large }] });
    await expect(
      stripe.subscriptionSchedules.create({ from_subscription: id, end_behavior: 'cancel' }),
    ).rejects.toThrow('from_subscription');
    await stripe.subscriptionSchedules.create({ from_subscription: id });
    await expect(stripe.subscriptionSchedules.create({ from_subscription: id })).rejects.toThrow('already attached');
  });
});
