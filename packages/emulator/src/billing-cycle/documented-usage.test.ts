// What Stripe's documentation works out of usage, to the cent.
import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { givenUsage } from '../resources/billing/given-usage.ts';
import { givenPrice } from './given-billing.ts';

const modes = ['flexible', 'classic'] as const;

/** A customer of a metered price, and what its invoices come to. */
async function givenMetered(
  price: Partial<Stripe.PriceCreateParams>,
  { mode = 'flexible', ...params }: { mode?: (typeof modes)[number] } & Partial<Stripe.SubscriptionCreateParams> = {},
) {
  const ground = await givenUsage();
  const { id } = await ground.meteredPrice(price);
  const subscription = await ground.stripe.subscriptions.create({
    customer: ground.customer.id,
    items: [{ price: id }],
    billing_mode: { type: mode },
    ...params,
  });
  return {
    ...ground,
    subscription,
    item: subscription.items.data[0]?.id ?? '',
    to: (moment: string) => ground.emulator.advance({ to: new Date(moment) }),
    lines: async () =>
      (await ground.latestInvoice(subscription.id)).lines.data.map(({ amount, quantity }) => [quantity, amount]),
    invoices: async () => (await ground.stripe.invoices.list({ subscription: subscription.id })).data.toReversed(),
  };
}

function tiers(mode: 'volume' | 'graduated', all: Stripe.PriceCreateParams.Tier[]): Partial<Stripe.PriceCreateParams> {
  return { billing_scheme: 'tiered', tiers_mode: mode, tiers: all };
}

// https://docs.stripe.com/subscriptions/pricing-models/tiered-pricing#add-a-flat-rate
test.each([
  ['volume', 12, 6600],
  ['graduated', 12, 11_100],
  ['volume', 0, 1000],
  ['graduated', 0, 1000],
] as const)('With flat fees that rise tier by tier, %s pricing of %i units comes to %i', async (mode, units, total) => {
  const { use, to, invoices } = await givenMetered(
    tiers(mode, [
      { up_to: 5, unit_amount: 500, flat_amount: 1000 },
      { up_to: 10, unit_amount: 400, flat_amount: 2000 },
      { up_to: 15, unit_amount: 300, flat_amount: 3000 },
      { up_to: 20, unit_amount: 200, flat_amount: 4000 },
      { up_to: 'inf', unit_amount: 100, flat_amount: 5000 },
    ]),
  );
  if (units > 0) await use(units);
  await to('2026-02-01T02:00:00Z');
  expect((await invoices()).at(-1)?.total).toBe(total);
});

// https://docs.stripe.com/billing/subscriptions/usage-based/manage-billing-setup#transform-quantities
test.each([
  [{ unit_amount: 1000, transform_quantity: { divide_by: 60, round: 'up' as const } }, 150, 3000],
  [{ unit_amount: 10, transform_quantity: { divide_by: 1000, round: 'down' as const } }, 2999, 20],
])('Packages of %o, %i units of which were used, cost %i', async (price, units, total) => {
  const { use, to, invoices } = await givenMetered(price);
  await use(units);
  await to('2026-02-01T02:00:00Z');
  // A sum too small to charge waits on the balance, and is the invoice's total all the same.
  expect((await invoices()).at(-1)?.total).toBe(total);
});

// https://docs.stripe.com/subscriptions/pricing-models/usage-based-pricing#fixed-fee-overage
test('A fee in advance includes 100,000 units; what goes beyond costs a tenth of a cent each in arrears', async () => {
  const { stripe, customer, meteredPrice, use, emulator, latestInvoice } = await givenUsage();
  const fee = await givenPrice(stripe, { unit_amount: 20_000 });
  const overage = await meteredPrice({
    billing_scheme: 'tiered',
    tiers_mode: 'graduated',
    tiers: [
      { up_to: 100_000, unit_amount: 0 },
      { up_to: 'inf', unit_amount_decimal: '0.1' as unknown as Stripe.Decimal },
    ],
  });
  const items = [{ price: fee.id }, { price: overage.id }];
  const { id } = await stripe.subscriptions.create({ customer: customer.id, items });
  expect((await latestInvoice(id)).total).toBe(20_000);
  await use(123_456);
  await emulator.advance({ to: new Date('2026-02-01T02:00:00Z') });
  // 23,456 × 0.1 cents.
  expect((await latestInvoice(id)).total).toBe(20_000 + 2346);
});

describe('a metered price that another one replaces on 15 January', () => {
  // https://docs.stripe.com/billing/subscriptions/billing-mode/compare#bill-usage-based-items-based-on-price-at-time-of-reporting
  test.each([
    [
      'flexible',
      'create_prorations',
      [100],
      [
        [1000, 100],
        [500, 75],
      ],
    ],
    ['flexible', 'none', [], [[500, 75]]],
    ['classic', 'create_prorations', [], [[500, 75]]],
  ] as const)('leaves in %s billing, by %s, %o to be billed', async (mode, behavior, waiting, lines) => {
    const by = { divide_by: 100, round: 'up' as const };
    const ground = await givenMetered({ unit_amount: 10, transform_quantity: by }, { mode });
    const { stripe, customer, subscription, item, use, to, meteredPrice } = ground;
    const dearer = await meteredPrice({ unit_amount: 15, transform_quantity: by });
    await to('2026-01-05T00:00:00Z');
    await use(1000);
    await to('2026-01-15T00:00:00Z');
    await stripe.subscriptions.update(subscription.id, {
      items: [{ id: item, price: dearer.id }],
      proration_behavior: behavior,
    });
    const pending = await stripe.invoiceItems.list({ customer: customer.id, pending: true });
    expect(pending.data.map(({ amount }) => amount)).toEqual(waiting);
    await to('2026-01-20T00:00:00Z');
    await use(500);
    await to('2026-02-01T02:00:00Z');
    expect(await ground.lines()).toEqual(lines);
  });

  test('is billed at once where the change asks for it', async () => {
    const { stripe, subscription, item, use, to, meteredPrice, invoices } = await givenMetered({});
    await use(10);
    await to('2026-01-15T00:00:00Z');
    const dearer = await meteredPrice({ unit_amount: 200 });
    await stripe.subscriptions.update(subscription.id, {
      items: [{ id: item, price: dearer.id }],
      proration_behavior: 'always_invoice',
    });
    expect(await invoices()).toMatchObject([{ billing_reason: 'subscription_update', total: 1000, status: 'paid' }]);
  });
});

// https://docs.stripe.com/billing/subscriptions/billing-mode/compare#suppress-zero-amount-line-items-when-adding-usage-based-items
test('A metered item that comes to a subscription is a line of nothing in classic billing, and no line in flexible', async () => {
  for (const [mode, first, second] of [
    ['flexible', [], []],
    ['classic', [[0, 0]], [[0, 0]]],
  ] as const) {
    const { stripe, subscription, meteredPrice, invoices, to } = await givenMetered({}, { mode });
    const shown = async (): Promise<unknown[]> =>
      (await invoices()).map(({ lines }) => lines.data.map(({ amount, quantity }) => [quantity, amount]));
    expect(await shown()).toEqual(first.length ? [first] : []);
    await to('2026-01-15T00:00:00Z');
    const { id: price } = await meteredPrice({ unit_amount: 5 });
    await stripe.subscriptions.update(subscription.id, { items: [{ price }], proration_behavior: 'always_invoice' });
    expect(await shown()).toEqual(first.length ? [first, second] : []);
  }
});

// https://docs.stripe.com/billing/subscriptions/billing-mode/compare#standardize-trial-period-line-item-description
test.each([
  ['flexible', ['Free trial for 10 × Assessments']],
  ['classic', ['10 × Assessments (Free trial)']],
] as const)('Usage in a trial is shown at its end, free of charge (%s)', async (mode, texts) => {
  const { use, to, latestInvoice, subscription } = await givenMetered({}, { mode, trial_period_days: 14 });
  await use(10);
  await to('2026-01-15T02:00:00Z');
  const { lines, total } = await latestInvoice(subscription.id);
  expect([lines.data.map(({ description }) => description), total]).toEqual([texts, 0]);
});

// https://docs.stripe.com/billing/subscriptions/trials/free-trials#usage-based-billing-with-paused-subscriptions
test('Usage during a pause is not billed, whatever the cycle that the subscription resumes in', async () => {
  for (const type of ['unchanged', 'now'] as const) {
    const { stripe, subscription, use, to, invoices } = await givenMetered({});
    await use(3);
    await to('2026-01-10T00:00:00Z');
    await stripe.subscriptions.pause(subscription.id, { type: 'subscription' });
    await use(50);
    await to('2026-01-20T00:00:00Z');
    await stripe.subscriptions.resume(subscription.id, { billing_cycle_anchor: { type } });
    await to('2026-01-20T02:00:00Z');
    await use(2);
    await to('2026-02-20T02:00:00Z');
    const billed = (await invoices()).reduce((sum, { total }) => sum + total, 0);
    expect([type, billed]).toEqual([type, 500]);
  }
});

// https://docs.stripe.com/billing/subscriptions/usage-based/thresholds#thresholds-and-tiered-pricing
describe('a threshold', () => {
  const two = (mode: 'volume' | 'graduated'): Partial<Stripe.PriceCreateParams> =>
    tiers(mode, [
      { up_to: 10_000, unit_amount: 50 },
      { up_to: 'inf', unit_amount: 40 },
    ]);

  test('of 100.00 is reached by 200 units of the first tier, and by 250 of the second', async () => {
    const { use, invoices } = await givenMetered(two('graduated'), { billing_thresholds: { amount_gte: 10_000 } });
    for (const units of [199, 1, 9800, 249, 1]) await use(units);
    expect((await invoices()).map(({ total }) => total)).toEqual([10_000, 490_000, 10_000]);
  });

  test('with volume tiers bills all at the lower price against what was billed before', async () => {
    const { use, to, invoices, lines } = await givenMetered(two('volume'), {
      billing_thresholds: { amount_gte: 500_000 },
    });
    await use(10_000);
    // 12,500 units at 0.40 are covered by what was paid.
    await use(2500);
    expect((await invoices()).map(({ total }) => total)).toEqual([500_000]);
    await use(12_500);
    expect(await lines()).toEqual([
      [25_000, 1_000_000],
      [10_000, -500_000],
    ]);
    await to('2026-01-02T02:00:00Z');
    expect((await invoices()).map(({ total, status }) => [total, status])).toEqual([
      [500_000, 'paid'],
      [500_000, 'paid'],
    ]);
  });

  test('leaves what turned out to be too much as a credit at the end of the period', async () => {
    const { use, to, invoices } = await givenMetered(two('volume'), { billing_thresholds: { amount_gte: 500_000 } });
    await use(10_000);
    await to('2026-01-02T00:00:00Z');
    await use(1);
    await to('2026-02-01T02:00:00Z');
    expect((await invoices()).at(-1)).toMatchObject({ total: -99_960, amount_due: 0, ending_balance: -99_960 });
  });
});

// https://docs.stripe.com/billing/subscriptions/usage-based/billing-credits#credit-grant-eligibility
test('Credits that begin after a period do not pay for it, though its invoice is still a draft', async () => {
  const { stripe, customer, use, to, invoices } = await givenMetered({});
  await use(3);
  await to('2026-02-01T00:30:00Z');
  await stripe.billing.creditGrants.create({
    customer: customer.id,
    category: 'paid',
    amount: { type: 'monetary', monetary: { currency: 'usd', value: 1000 } },
    applicability_config: { scope: { price_type: 'metered' } },
  });
  await use(4);
  await to('2026-03-01T02:00:00Z');
  expect((await invoices()).map(({ subtotal, total }) => [subtotal, total])).toEqual([
    [300, 300],
    [400, 0],
  ]);
});

// https://docs.stripe.com/billing/subscriptions/billing-mode/compare#consolidated-invoicing-for-subscription-schedule-phase-transitions-with-usage-based-items
test.each([
  ['flexible', 'create_prorations', [700 + 2000]],
  ['flexible', 'none', [2000]],
  ['classic', 'create_prorations', [700, 2000]],
  ['classic', 'none', [700, 2000]],
] as const)('A phase that takes a metered item away bills its use: %s, by %s, %o', async (mode, behavior, totals) => {
  const { stripe, customer, meteredPrice, use, emulator } = await givenUsage();
  const metered = await meteredPrice();
  const seat = await givenPrice(stripe, { unit_amount: 2000 });
  const duration = { interval: 'month' } as const;
  const { subscription } = await stripe.subscriptionSchedules.create({
    customer: customer.id,
    start_date: 'now',
    billing_mode: { type: mode },
    phases: [
      { items: [{ price: metered.id }], duration },
      { items: [{ price: seat.id }], duration, proration_behavior: behavior },
    ],
  });
  await use(7);
  await emulator.advance({ to: new Date('2026-02-01T02:00:00Z') });
  const { data } = await stripe.invoices.list({ subscription: subscription as string });
  const billed = data.toReversed().filter(({ total }) => total !== 0);
  expect(billed.map(({ total }) => total)).toEqual(totals);
});
