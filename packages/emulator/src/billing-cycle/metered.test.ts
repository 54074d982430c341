import Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { givenUsage } from '../resources/billing/given-usage.ts';
import type { GivenUsage } from '../resources/billing/given-usage.ts';
import { givenPrice, seconds } from './given-billing.ts';

const february = '2026-02-01T02:00:00Z';
const classic = { billing_mode: { type: 'classic' as const } };

function amounts(invoice: Stripe.Invoice): [number | null, number][] {
  return invoice.lines.data.map(({ quantity, amount }) => [quantity, amount]);
}

async function givenMetered(
  price: Partial<Stripe.PriceCreateParams> = {},
  data: Partial<Stripe.SubscriptionCreateParams> = {},
  usage: Promise<GivenUsage> = givenUsage(),
) {
  const ground = await usage;
  const metered = await ground.meteredPrice(price);
  const subscription = await ground.stripe.subscriptions.create({
    customer: ground.customer.id,
    items: [{ price: metered.id }],
    ...data,
  });
  const at = async (moment: string): Promise<Stripe.Invoice> => {
    await ground.emulator.advance({ to: new Date(moment) });
    return ground.latestInvoice(subscription.id);
  };
  return { ...ground, price: metered, subscription, item: subscription.items.data[0]?.id ?? '', at };
}

function tiers(mode: 'volume' | 'graduated'): Partial<Stripe.PriceCreateParams> {
  return {
    billing_scheme: 'tiered',
    tiers_mode: mode,
    tiers: [
      { up_to: 5, unit_amount: 700 },
      { up_to: 10, unit_amount: 650 },
      { up_to: 'inf', unit_amount: 600 },
    ],
  };
}

describe('usage is billed in arrears', () => {
  test('only metered items make no first invoice; nothing used is a line of nothing at the renewal', async () => {
    const { subscription, at } = await givenMetered();
    expect(subscription).toMatchObject({ status: 'active', latest_invoice: null });
    const renewal = await at(february);
    expect(renewal).toMatchObject({ status: 'paid', total: 0, billing_reason: 'subscription_cycle' });
    expect(amounts(renewal)).toEqual([[0, 0]]);
    expect(renewal.lines.data[0]?.period).toEqual({
      start: seconds('2026-01-01T00:00:00Z'),
      end: seconds('2026-02-01T00:00:00Z'),
    });
  });

  // Stripe's example of pricing models: $7, $6.50 and $6 for up to 5, up to 10, and more.
  test.each<[number, number, number]>([
    [1, 700, 700],
    [5, 3500, 3500],
    [6, 3900, 4150],
    [20, 12_000, 12_750],
    [25, 15_000, 15_750],
  ])('%i units cost %i by volume and %i graduated', async (quantity, byVolume, graduated) => {
    for (const [mode, total] of [['volume', byVolume] as const, ['graduated', graduated] as const]) {
      const { use, at } = await givenMetered(tiers(mode));
      await use(quantity);
      expect(await at(february)).toMatchObject({ subtotal: total, status: 'paid' });
    }
  });

  test('in packages, rounded up or down', async () => {
    for (const [round, total] of [['up', 1000] as const, ['down', 500] as const]) {
      const { use, at } = await givenMetered({ unit_amount: 500, transform_quantity: { divide_by: 1000, round } });
      await use(1001);
      expect((await at(february)).subtotal).toBe(total);
    }
  });

  test('in fractions of a unit, rounded once', async () => {
    const { use, at } = await givenMetered({ unit_amount_decimal: Stripe.Decimal.from('33.3') });
    await use('1.25');
    await use('1.25');
    const renewal = await at(february);
    // 2.5 × 33.3 = 83.25
    expect(renewal.lines.data[0]).toMatchObject({ amount: 83, quantity: 2 });
    expect(String(renewal.lines.data[0]?.quantity_decimal)).toBe('2.5');
  });

  test('each period by itself: a use at the end belongs to the next one', async () => {
    const { use, at } = await givenMetered();
    await use(3);
    await at('2026-02-01T00:00:00Z');
    await use(4);
    expect((await at(february)).total).toBe(300);
    expect((await at('2026-03-01T02:00:00Z')).total).toBe(400);
  });

  test('with what is reported late, until the draft is finalized', async () => {
    const { use, at } = await givenMetered(tiers('graduated'));
    await use(5);
    const draft = await at('2026-02-01T00:30:00Z');
    expect(amounts(draft)).toEqual([[5, 3500]]);
    await use(2, seconds('2026-01-31T23:59:00Z'));
    const invoice = await at(february);
    // The second tier is reached now: 2 × $6.50.
    expect(invoice).toMatchObject({ id: draft.id, status: 'paid', total: 4800 });
    expect(amounts(invoice)).toEqual([
      [5, 3500],
      [2, 1300],
    ]);
    await use(1, seconds('2026-01-31T23:59:30Z'));
    expect((await at('2026-03-01T02:00:00Z')).total).toBe(0);
  });

  test('by count and by the last value', async () => {
    for (const [formula, total] of [['count', 200] as const, ['last', 700] as const]) {
      const { use, at } = await givenMetered({}, {}, givenUsage({}, formula));
      await use(5);
      await use(7);
      expect((await at(february)).total).toBe(total);
    }
  });
});

describe('a metered item that changes in the middle of a period', () => {
  test('owes each price what was used while it was in force (flexible), or only the last one (classic)', async () => {
    for (const [mode, lines] of [
      [
        {},
        [
          [10, 1000],
          [5, 1000],
        ],
      ] as const,
      [classic, [[5, 1000]]] as const,
    ]) {
      const { stripe, subscription, item, use, meteredPrice, at } = await givenMetered({}, mode);
      const dearer = await meteredPrice({ unit_amount: 200 });
      await use(10);
      await at('2026-01-16T00:00:00Z');
      await stripe.subscriptions.update(subscription.id, { items: [{ id: item, price: dearer.id }] });
      await use(5);
      expect(amounts(await at(february))).toEqual(lines);
      await use(1);
      expect(amounts(await at('2026-03-01T02:00:00Z'))).toEqual([[1, 200]]);
    }
  });

  test('leaves its usage as an invoice item when it is removed (flexible), or loses it (classic)', async () => {
    for (const [mode, total] of [[{}, 1500] as const, [classic, 500] as const]) {
      const ground = await givenUsage();
      const seat = await givenPrice(ground.stripe, { unit_amount: 500 });
      const price = await ground.meteredPrice();
      const items = [{ price: price.id }, { price: seat.id }];
      const { stripe, subscription, item, use, at } = await givenMetered(
        {},
        { items, ...mode },
        Promise.resolve(ground),
      );
      await use(10);
      await at('2026-01-16T00:00:00Z');
      const preview = await stripe.invoices.createPreview({
        subscription: subscription.id,
        subscription_details: { items: [{ id: item, deleted: true }] },
      });
      await stripe.subscriptions.update(subscription.id, { items: [{ id: item, deleted: true }] });
      await use(3);
      const renewal = await at(february);
      expect([preview.total, renewal.total]).toEqual([total, total]);
    }
  });

  test('measures from when it was added', async () => {
    const ground = await givenUsage();
    const seat = await givenPrice(ground.stripe, { unit_amount: 500 });
    const { stripe, subscription, price, use, at } = await givenMetered(
      {},
      { items: [{ price: seat.id }] },
      Promise.resolve(ground),
    );
    await use(10);
    await at('2026-01-16T00:00:00Z');
    await stripe.subscriptions.update(subscription.id, { items: [{ price: price.id }] });
    await use(3);
    expect((await at(february)).total).toBe(800);
  });

  test('is billed for what was used when the cycle begins anew', async () => {
    const { stripe, subscription, use, at } = await givenMetered();
    await use(10);
    await at('2026-01-16T00:00:00Z');
    await stripe.subscriptions.update(subscription.id, {
      billing_cycle_anchor: { type: 'now' },
      proration_behavior: 'always_invoice',
    });
    await use(3);
    const now = await at('2026-01-16T00:00:01Z');
    expect(now).toMatchObject({ total: 1000, billing_reason: 'subscription_update', status: 'paid' });
    expect((await at('2026-02-16T02:00:00Z')).total).toBe(300);
  });
});

test('usage in a trial is free', async () => {
  const { use, at } = await givenMetered({}, { trial_period_days: 14 });
  await use(10);
  await at('2026-01-16T00:00:00Z');
  await use(3);
  expect((await at('2026-02-15T02:00:00Z')).total).toBe(300);
});
