import { describe, expect, test } from 'vitest';
import { day, givenCustomer, seconds } from '../../billing-cycle/given-billing.ts';
import { givenEmulator } from '../../testing/given-emulator.ts';
import { givenEndpoint } from '../../testing/given-endpoint.ts';
import { givenPlans, invoicesOf, subscriptionOf } from './given-schedule.ts';

const month = { interval: 'month' } as const;

describe('a schedule that is changed', () => {
  test('lets the next phase begin now, prorated as that phase says', async () => {
    const { emulator, stripe } = await givenEmulator();
    const { small, large, customer } = await givenPlans(stripe);
    const { id, phases } = await stripe.subscriptionSchedules.create({
      customer,
      phases: [{ items: [{ price: small }], duration: month }],
    });
    await emulator.advance({ to: new Date('2026-01-16T12:00:00Z') });
    const changed = await stripe.subscriptionSchedules.update(id, {
      phases: [
        { items: [{ price: small }], start_date: phases[0]?.start_date ?? 0, end_date: 'now' },
        { items: [{ price: large }], duration: month, proration_behavior: 'always_invoice' },
      ],
    });
    expect(day(changed.current_phase?.start_date)).toBe('2026-01-16');
    const { id: subscription, items } = await subscriptionOf(stripe, id);
    expect(items.data[0]?.price.id).toBe(large);
    // Half of January: −500 and +1500.
    expect((await invoicesOf(stripe, subscription))[1]).toMatchObject({ status: 'paid', amount_paid: 1000 });
  });

  test('in its running phase changes the subscription, prorated as the request says', async () => {
    const { emulator, stripe } = await givenEmulator();
    const { small, large, customer } = await givenPlans(stripe);
    const { id, phases } = await stripe.subscriptionSchedules.create({
      customer,
      phases: [{ items: [{ price: small }], duration: month }],
    });
    await emulator.advance({ to: new Date('2026-01-16T12:00:00Z') });
    const [phase] = phases;
    const dates = { start_date: phase?.start_date ?? 0, end_date: phase?.end_date ?? 0 };
    await stripe.subscriptionSchedules.update(id, {
      phases: [{ ...dates, items: [{ price: large }] }],
      proration_behavior: 'none',
    });
    expect((await subscriptionOf(stripe, id)).items.data[0]?.price.id).toBe(large);
    expect((await stripe.invoiceItems.list({ customer, pending: true })).data).toEqual([]);
  });

  test('by its defaults sets them on the subscription where the phase is silent', async () => {
    const { stripe } = await givenEmulator();
    const { small, customer } = await givenPlans(stripe);
    const { id } = await stripe.subscriptionSchedules.create({
      customer,
      phases: [{ items: [{ price: small }], duration: month }],
    });
    const card = await stripe.paymentMethods.attach('pm_card_mastercard', { customer });
    const { default_settings: settings } = await stripe.subscriptionSchedules.update(id, {
      default_settings: { default_payment_method: card.id, description: 'Everyday' },
    });
    expect(settings).toMatchObject({ default_payment_method: card.id, description: 'Everyday' });
    expect(await subscriptionOf(stripe, id)).toMatchObject({
      default_payment_method: card.id,
      description: 'Everyday',
    });
    await expect(
      stripe.subscriptionSchedules.update(id, { default_settings: { on_behalf_of: 'acct_1' } }),
    ).rejects.toMatchObject({ param: 'default_settings[on_behalf_of]' });
  });

  test('to end now cancels its subscription, where it ends by that', async () => {
    const { emulator, stripe } = await givenEmulator();
    const { small, customer } = await givenPlans(stripe);
    const { id, phases } = await stripe.subscriptionSchedules.create({
      customer,
      end_behavior: 'cancel',
      phases: [{ items: [{ price: small }], duration: month }],
    });
    const { id: subscription } = await subscriptionOf(stripe, id);
    await emulator.advance({ to: new Date('2026-01-16T12:00:00Z') });
    const start = phases[0]?.start_date ?? 0;
    const ended = await stripe.subscriptionSchedules.update(id, {
      phases: [{ items: [{ price: small }], start_date: start, end_date: 'now' }],
    });
    expect(ended.status).toBe('completed');
    expect((await stripe.subscriptions.retrieve(subscription)).status).toBe('canceled');
    const { data } = await stripe.invoiceItems.list({ customer, pending: true });
    expect(data.map(({ amount }) => amount)).toEqual([-500]);
  });
});

describe('a direct change of a subscription that a schedule manages', () => {
  test('splits the running phase, and the next one begins as planned', async () => {
    const { emulator, stripe } = await givenEmulator();
    const { small, large, customer } = await givenPlans(stripe);
    const { id } = await stripe.subscriptionSchedules.create({
      customer,
      phases: [
        { items: [{ price: small }], duration: month, metadata: { stage: 'one' } },
        { items: [{ price: large }], duration: month },
      ],
    });
    const before = await subscriptionOf(stripe, id);
    await emulator.advance({ to: new Date('2026-01-10T00:00:00Z') });
    const endpoint = await givenEndpoint(stripe);
    await stripe.subscriptions.update(before.id, {
      items: [{ id: before.items.data[0]?.id ?? '', quantity: 4 }],
      metadata: { note: 'stays here' },
    });
    const split = await stripe.subscriptionSchedules.retrieve(id);
    expect(split.phases.map(({ start_date: start, end_date: end }) => [day(start), day(end)])).toEqual([
      ['2026-01-01', '2026-01-10'],
      ['2026-01-10', '2026-02-01'],
      ['2026-02-01', '2026-03-01'],
    ]);
    expect(split.phases[1]).toMatchObject({ items: [{ price: small, quantity: 4 }], metadata: { stage: 'one' } });
    expect(day(split.current_phase?.start_date)).toBe('2026-01-10');
    await emulator.settled();
    expect(endpoint.types().slice(-2)).toEqual(['customer.subscription.updated', 'subscription_schedule.updated']);
    await emulator.advance({ to: new Date('2026-02-01T00:00:00Z') });
    expect((await stripe.subscriptions.retrieve(before.id)).items.data[0]?.price.id).toBe(large);
  });

  test('of words alone leaves the phases as they are; of its end is refused', async () => {
    const { stripe } = await givenEmulator();
    const { small, customer } = await givenPlans(stripe);
    const { id } = await stripe.subscriptions.create({ customer, items: [{ price: small }] });
    const schedule = await stripe.subscriptionSchedules.create({ from_subscription: id });
    await stripe.subscriptions.update(id, { metadata: { note: 'mine' } });
    expect((await stripe.subscriptionSchedules.retrieve(schedule.id)).phases).toEqual(schedule.phases);
    await expect(stripe.subscriptions.update(id, { cancel_at_period_end: true })).rejects.toThrow(
      `The subscription is managed by the subscription schedule \`${schedule.id}\``,
    );
  });
});

describe('the beginning and the end of a schedule', () => {
  test('in the past bills every period since, and goes on from there', async () => {
    const { stripe } = await givenEmulator();
    const { small, customer } = await givenPlans(stripe);
    const schedule = await stripe.subscriptionSchedules.create({
      customer,
      start_date: seconds('2025-11-15T00:00:00Z'),
      phases: [{ items: [{ price: small }], duration: { interval: 'year' } }],
    });
    const subscription = await subscriptionOf(stripe, schedule.id);
    expect(day(subscription.start_date)).toBe('2025-11-15');
    expect(day(subscription.items.data[0]?.current_period_end)).toBe('2026-01-15');
    expect((await invoicesOf(stripe, subscription.id))[0]?.lines.data.map(({ amount }) => amount)).toEqual([
      1000, 1000,
    ]);
    await expect(
      stripe.subscriptionSchedules.create({
        customer,
        start_date: seconds('2025-11-15T00:00:00Z'),
        phases: [{ items: [{ price: small }], duration: month }],
      }),
    ).rejects.toMatchObject({ param: 'phases[0][end_date]' });
  });

  test('is announced a week before the end', async () => {
    const { emulator, stripe } = await givenEmulator();
    const endpoint = await givenEndpoint(stripe);
    const { small, customer } = await givenPlans(stripe);
    await stripe.subscriptionSchedules.create({
      customer,
      phases: [{ items: [{ price: small }], duration: month }],
    });
    await emulator.advance({ to: new Date('2026-01-24T23:59:59Z') });
    expect(endpoint.types()).not.toContain('subscription_schedule.expiring');
    await emulator.advance({ to: new Date('2026-01-25T00:00:00Z') });
    expect(endpoint.types()).toContain('subscription_schedule.expiring');
  });

  test('by unpaid invoices is told as aborted', async () => {
    const { emulator, stripe } = await givenEmulator({ settings: { retryDays: [] } });
    const endpoint = await givenEndpoint(stripe);
    const { small } = await givenPlans(stripe);
    const customer = await givenCustomer(stripe, 'pm_card_chargeCustomerFail');
    const { id } = await stripe.subscriptionSchedules.create({
      customer: customer.id,
      phases: [{ items: [{ price: small }], duration: { interval: 'year' } }],
    });
    await emulator.advance({ to: new Date('2026-01-01T01:00:00Z') });
    expect((await stripe.subscriptionSchedules.retrieve(id)).status).toBe('canceled');
    expect(endpoint.types()).toContain('subscription_schedule.aborted');
    expect(endpoint.types()).not.toContain('subscription_schedule.canceled');
  });

  const ends = [
    ['in the middle of a period', '2026-01-16T12:00:00Z'],
    ['where a period ends', '2026-02-01T00:00:00Z'],
  ] as const;
  test.each(ends)('whose phase cannot begin any more lets go of the subscription, %s', async (_when, end) => {
    const { emulator, stripe } = await givenEmulator();
    const { small, large, customer } = await givenPlans(stripe);
    const { id } = await stripe.subscriptionSchedules.create({
      customer,
      phases: [
        { items: [{ price: small }], end_date: seconds(end) },
        { items: [{ price: large }], duration: month },
      ],
    });
    const subscription = await subscriptionOf(stripe, id);
    await stripe.prices.update(large, { active: false });
    await emulator.advance({ to: new Date(end) });
    expect((await stripe.subscriptionSchedules.retrieve(id)).status).toBe('released');
    expect((await stripe.subscriptions.retrieve(subscription.id)).items.data[0]?.price.id).toBe(small);
  });
});
