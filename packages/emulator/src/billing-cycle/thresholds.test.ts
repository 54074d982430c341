import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { givenEmulator } from '../testing/given-emulator.ts';
import { givenEndpoint } from '../testing/given-endpoint.ts';
import { day, givenCustomer, givenPrice, seconds } from './given-billing.ts';

type PriceData = Partial<Stripe.PriceCreateParams>;

async function givenMetered(
  data: PriceData,
  thresholds: (price: string) => Partial<Stripe.SubscriptionCreateParams>,
): Promise<{
  stripe: Stripe;
  subscription: Stripe.Subscription;
  use: (value: number) => Promise<void>;
  advance: (to: string) => Promise<void>;
  invoices: () => Promise<unknown[]>;
}> {
  const { emulator, stripe } = await givenEmulator();
  const meter = await stripe.billing.meters.create({
    display_name: 'Calls',
    event_name: 'call',
    default_aggregation: { formula: 'sum' },
  });
  const recurring = { interval: 'month', usage_type: 'metered', meter: meter.id } as const;
  const price = await givenPrice(stripe, { name: 'Calls', recurring, ...data });
  const customer = await givenCustomer(stripe, 'pm_card_visa');
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: price.id }],
    ...thresholds(price.id),
  });
  return {
    stripe,
    subscription,
    use: async (value) => {
      const payload = { stripe_customer_id: customer.id, value: String(value) };
      await stripe.billing.meterEvents.create({ event_name: 'call', payload });
    },
    advance: (to) => emulator.advance({ to: new Date(to) }),
    invoices: async () =>
      (await stripe.invoices.list({ subscription: subscription.id })).data
        .toReversed()
        .map(({ billing_reason: reason, created, total }) => [reason, day(created), total]),
  };
}

describe('a billing threshold', () => {
  test('bills usage when its amount is reached, and the rest at the end of the period', async () => {
    const { stripe, subscription, use, advance, invoices } = await givenMetered({ unit_amount: 10 }, () => ({
      billing_thresholds: { amount_gte: 1000 },
    }));
    expect(subscription.billing_thresholds).toEqual({ amount_gte: 1000, reset_billing_cycle_anchor: null });
    await advance('2026-01-05T00:00:00Z');
    await use(99);
    expect(await invoices()).toEqual([]);
    await use(11);
    // 110 calls of 10 cents.
    expect(await invoices()).toEqual([['subscription_threshold', '2026-01-05', 1100]]);
    await advance('2026-01-10T00:00:00Z');
    await use(120);
    await use(7);
    await advance('2026-02-01T01:00:00Z');
    expect(await invoices()).toEqual([
      ['subscription_threshold', '2026-01-05', 1100],
      ['subscription_threshold', '2026-01-10', 1200],
      ['subscription_cycle', '2026-02-01', 70],
    ]);
    const all = await stripe.invoices.list({ subscription: subscription.id });
    expect(all.data.every(({ status }) => status === 'paid')).toBe(true);
    // The anchor stays where it was.
    expect((await stripe.subscriptions.retrieve(subscription.id)).billing_cycle_anchor).toBe(seconds('2026-01-01'));
  });

  test('of usage goes on with the tiers of the period', async () => {
    const tiers = [
      { up_to: 100, unit_amount: 10 },
      { up_to: 'inf' as const, unit_amount: 5 },
    ];
    const { use, advance, invoices } = await givenMetered(
      { billing_scheme: 'tiered', tiers_mode: 'graduated', tiers },
      (price) => ({ items: [{ price, billing_thresholds: { usage_gte: 80 } }] }),
    );
    await advance('2026-01-05T00:00:00Z');
    await use(79);
    await use(1);
    await advance('2026-01-06T00:00:00Z');
    await use(90);
    await advance('2026-02-01T01:00:00Z');
    expect(await invoices()).toEqual([
      // 80 of 10 cents; then the 20 that are left of the first tier, and 70 of 5 cents.
      ['subscription_threshold', '2026-01-05', 800],
      ['subscription_threshold', '2026-01-06', 550],
      ['subscription_cycle', '2026-02-01', 0],
    ]);
  });

  test('begins a new period where the anchor is to be reset', async () => {
    const { stripe, subscription, use, advance, invoices } = await givenMetered({ unit_amount: 10 }, () => ({
      billing_thresholds: { amount_gte: 1000, reset_billing_cycle_anchor: true },
    }));
    await advance('2026-01-05T00:00:00Z');
    await use(100);
    const { billing_cycle_anchor: anchor, items } = await stripe.subscriptions.retrieve(subscription.id);
    expect([anchor, items.data[0]?.current_period_start, items.data[0]?.current_period_end]).toEqual([
      seconds('2026-01-05'),
      seconds('2026-01-05'),
      seconds('2026-02-05'),
    ]);
    await advance('2026-01-20T00:00:00Z');
    await use(3);
    await advance('2026-02-05T01:00:00Z');
    expect(await invoices()).toEqual([
      ['subscription_threshold', '2026-01-05', 1000],
      ['subscription_cycle', '2026-02-05', 30],
    ]);
  });

  test('counts discounts, and rests on the last day of a period', async () => {
    const { stripe, subscription, use, advance, invoices } = await givenMetered({ unit_amount: 10 }, () => ({}));
    const half = await stripe.coupons.create({ percent_off: 50, duration: 'forever' });
    await stripe.subscriptions.update(subscription.id, {
      billing_thresholds: { amount_gte: 1000 },
      discounts: [{ coupon: half.id }],
    });
    await advance('2026-01-05T00:00:00Z');
    await use(199);
    expect(await invoices()).toEqual([]);
    await advance('2026-01-31T12:00:00Z');
    await use(500);
    expect(await invoices()).toEqual([]);
    await stripe.subscriptions.update(subscription.id, { billing_thresholds: '' });
    await advance('2026-02-01T01:00:00Z');
    expect(await invoices()).toEqual([['subscription_cycle', '2026-02-01', 3495]]);
  });

  test('is at least 50, and for metered prices', async () => {
    const { stripe, subscription } = await givenMetered({ unit_amount: 10 }, () => ({}));
    const update = (params: Stripe.SubscriptionUpdateParams): Promise<unknown> =>
      stripe.subscriptions.update(subscription.id, params);
    await expect(update({ billing_thresholds: { amount_gte: 49 } })).rejects.toMatchObject({
      param: 'billing_thresholds[amount_gte]',
    });
    const id = subscription.items.data[0]?.id ?? '';
    await expect(update({ items: [{ id, billing_thresholds: { usage_gte: 0 } }] })).rejects.toMatchObject({
      param: 'items[0][billing_thresholds][usage_gte]',
    });
    const licensed = await givenPrice(stripe, { unit_amount: 1 });
    await expect(
      update({ items: [{ price: licensed.id, billing_thresholds: { usage_gte: 5 } }] }),
    ).rejects.toMatchObject({ param: 'items[0][billing_thresholds]' });
  });
});

describe('an interval for pending items', () => {
  test('bills them more often than the subscription renews', async () => {
    const { emulator, stripe } = await givenEmulator();
    const endpoint = await givenEndpoint(stripe, ['invoice.created']);
    const price = await givenPrice(stripe, { unit_amount: 1000 });
    const customer = await givenCustomer(stripe, 'pm_card_visa');
    const subscription = await stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: price.id }],
      pending_invoice_item_interval: { interval: 'week' },
    });
    expect(subscription).toMatchObject({
      next_pending_invoice_item_invoice: seconds('2026-01-08'),
      pending_invoice_item_interval: { interval: 'week', interval_count: 1 },
    });
    // The first week has nothing to bill.
    await emulator.advance({ to: new Date('2026-01-10T00:00:00Z') });
    await stripe.invoiceItems.create({
      customer: customer.id,
      subscription: subscription.id,
      amount: 300,
      currency: 'usd',
    });
    await emulator.advance({ to: new Date('2026-01-15T01:00:00Z') });
    const invoices = (await stripe.invoices.list({ subscription: subscription.id })).data;
    expect(invoices.map(({ billing_reason: reason, total, status }) => [reason, total, status])).toEqual([
      ['automatic_pending_invoice_item_invoice', 300, 'paid'],
      ['subscription_create', 1000, 'paid'],
    ]);
    const stopped = await stripe.subscriptions.update(subscription.id, { pending_invoice_item_interval: '' });
    expect(stopped).toMatchObject({ next_pending_invoice_item_invoice: null, pending_invoice_item_interval: null });
    await expect(
      stripe.subscriptions.update(subscription.id, {
        pending_invoice_item_interval: { interval: 'year', interval_count: 2 },
      }),
    ).rejects.toMatchObject({ param: 'pending_invoice_item_interval[interval_count]' });
    expect(endpoint.received).toHaveLength(2);
  });
});
