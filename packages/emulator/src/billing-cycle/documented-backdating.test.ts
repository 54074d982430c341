// What Stripe's documentation works out of subscriptions that begin in the past.
// https://docs.stripe.com/billing/subscriptions/backdating
import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { givenUsage } from '../resources/billing/given-usage.ts';
import { givenEmulator } from '../testing/given-emulator.ts';
import { day, givenCustomer, givenPrice, seconds } from './given-billing.ts';

type Params = Partial<Stripe.SubscriptionCreateParams>;
const classic: Params = { billing_mode: { type: 'classic' } };

/** A price of as many dollars as January has days, begun on one day and made on another. */
async function givenBackdated(made: string, start: string, params: Params = {}) {
  const { emulator, stripe } = await givenEmulator({ at: new Date(made) });
  const { id: customer } = await givenCustomer(stripe, 'pm_card_visa');
  const price = await givenPrice(stripe, { unit_amount: 3100 });
  const subscription = await stripe.subscriptions.create({
    customer,
    items: [{ price: price.id }],
    backdate_start_date: seconds(start),
    expand: ['latest_invoice'],
    ...params,
  });
  return { emulator, stripe, subscription, invoice: subscription.latest_invoice as Stripe.Invoice | null };
}

function spans(invoice: Stripe.Invoice | null): [string, string, number][] {
  return (invoice?.lines.data ?? []).map(({ amount, period }) => [day(period.start), day(period.end), amount]);
}

describe('a backdated subscription in flexible billing', () => {
  test('counts from its start, and bills each period since as it would have been billed then', async () => {
    const { emulator, stripe, subscription, invoice } = await givenBackdated('2026-03-20', '2026-01-31');
    expect(subscription).toMatchObject({
      billing_cycle_anchor: seconds('2026-01-31'),
      start_date: seconds('2026-01-31'),
    });
    expect(spans(invoice)).toEqual([
      ['2026-01-31', '2026-02-28', 3100],
      ['2026-02-28', '2026-03-31', 3100],
    ]);
    await emulator.advance({ to: new Date('2026-03-31T02:00:00Z') });
    const [renewal] = (await stripe.invoices.list({ subscription: subscription.id })).data;
    expect(spans(renewal ?? null)).toEqual([['2026-03-31', '2026-04-30', 3100]]);
  });

  test('keeps an anchor of its own, up to which it bills at once', async () => {
    const anchor = { billing_cycle_anchor: seconds('2026-11-01') };
    const { subscription, invoice } = await givenBackdated('2026-10-15', '2026-09-01', anchor);
    expect(spans(invoice)).toEqual([
      ['2026-09-01', '2026-10-01', 3100],
      ['2026-10-01', '2026-11-01', 3100],
    ]);
    expect(day(subscription.items.data[0]?.current_period_end)).toBe('2026-11-01');
    // Begun inside an interval: 16 of September's 30 days.
    const later = await givenBackdated('2026-10-15', '2026-09-15', anchor);
    expect(spans(later.invoice)[0]).toEqual(['2026-09-15', '2026-10-01', 1653]);
  });

  test('has no more lines than an invoice can have', async () => {
    const daily = { recurring: { interval: 'day' as const }, unit_amount: 100 };
    const { stripe } = await givenEmulator();
    const { id: customer } = await givenCustomer(stripe, 'pm_card_visa');
    const { id: price } = await givenPrice(stripe, daily);
    const params = { customer, items: [{ price }], backdate_start_date: seconds('2025-01-01') };
    await expect(stripe.subscriptions.create(params)).rejects.toMatchObject({ param: 'backdate_start_date' });
  });
});

describe('a backdated subscription in classic billing', () => {
  test.each([
    // 14 of the 28 days from 15 February on, 17 of the 31 from 15 January on.
    ['2026-02-20', '2026-02-15', '2026-03-01', 1550],
    ['2026-01-20', '2026-01-15', '2026-02-01', 1700],
    // Two whole months.
    ['2026-10-15', '2026-09-01', '2026-11-01', 6200],
  ])('made on %s for %s on bills until %s in one line', async (made, start, anchor, amount) => {
    const { invoice } = await givenBackdated(made, start, { ...classic, billing_cycle_anchor: seconds(anchor) });
    expect(spans(invoice)).toEqual([[start, anchor, amount]]);
  });

  test('begins its first full period when it is made', async () => {
    const { subscription, invoice } = await givenBackdated('2026-03-01', '2026-01-01', classic);
    expect(day(subscription.billing_cycle_anchor)).toBe('2026-03-01');
    expect(spans(invoice)).toEqual([
      ['2026-01-01', '2026-03-01', 6200],
      ['2026-03-01', '2026-04-01', 3100],
    ]);
  });
});

test('Nothing is billed for the time that is over without prorations', async () => {
  const none = { proration_behavior: 'none' } as const;
  const flexible = await givenBackdated('2026-02-01', '2026-01-15', none);
  expect([flexible.invoice, day(flexible.subscription.start_date)]).toEqual([null, '2026-01-15']);
  await flexible.emulator.advance({ to: new Date('2026-02-15T02:00:00Z') });
  const [renewal] = (await flexible.stripe.invoices.list()).data;
  expect(spans(renewal ?? null)).toEqual([['2026-02-15', '2026-03-15', 3100]]);
  const older = await givenBackdated('2026-02-01', '2026-01-15', { ...none, ...classic });
  expect(spans(older.invoice)).toEqual([['2026-02-01', '2026-03-01', 3100]]);
});

// https://docs.stripe.com/billing/subscriptions/backdating#backdating-discounts
test.each<[string, Stripe.CouponCreateParams, number[], number, number]>([
  ['two months are used up by them', { duration: 'repeating', duration_in_months: 2 }, [1550, 1550, 0], 0, 3100],
  [
    'three months reach the running period',
    { duration: 'repeating', duration_in_months: 3 },
    [1550, 1550, 1550],
    1,
    3100,
  ],
  ['once is the first invoice', { duration: 'once' }, [1550, 1550, 1550], 0, 3100],
  ['forever goes on', { duration: 'forever' }, [1550, 1550, 1550], 1, 1550],
])('Of a coupon for half, on 1 March for 1 January on, %s', async (_, terms, off, left, next) => {
  const at = { emulator: await givenEmulator({ at: new Date('2026-03-01') }) };
  const { emulator, stripe } = at.emulator;
  const { id: customer } = await givenCustomer(stripe, 'pm_card_visa');
  const { id: price } = await givenPrice(stripe, { unit_amount: 3100 });
  const { id: coupon } = await stripe.coupons.create({ percent_off: 50, ...terms });
  const { id } = await stripe.subscriptions.create({
    customer,
    items: [{ price }],
    discounts: [{ coupon }],
    backdate_start_date: seconds('2026-01-01'),
  });
  const made = await stripe.subscriptions.retrieve(id, { expand: ['latest_invoice'] });
  const { lines } = made.latest_invoice as Stripe.Invoice;
  expect(lines.data.map(({ discount_amounts: amounts }) => amounts?.[0]?.amount ?? 0)).toEqual(off);
  expect(made.discounts).toHaveLength(left);
  await emulator.advance({ to: new Date('2026-04-01T02:00:00Z') });
  expect((await stripe.invoices.list({ subscription: id })).data[0]?.total).toBe(next);
});

// https://docs.stripe.com/billing/subscriptions/billing-mode/compare#backdate-subscriptions
test('Usage since a backdated start is billed month by month (flexible), or all with the first renewal (classic)', async () => {
  const gigabytes = { unit_amount: 1000, transform_quantity: { divide_by: 10, round: 'up' as const } };
  for (const [params, first, renewal] of [
    [{}, [10_000], [15_000]],
    [classic, [0], [25_000]],
  ] as const) {
    const { emulator, stripe, customer, use, meteredPrice, latestInvoice } = await givenUsage({
      at: new Date('2026-03-01'),
    });
    const { id: price } = await meteredPrice(gigabytes);
    await use(100);
    await emulator.advance({ to: new Date('2026-04-02') });
    await use(150);
    const { id } = await stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price }],
      backdate_start_date: seconds('2026-03-01'),
      ...params,
    });
    expect((await latestInvoice(id)).lines.data.map(({ amount }) => amount)).toEqual(first);
    await emulator.advance({ to: new Date('2026-05-02T02:00:00Z') });
    expect((await latestInvoice(id)).lines.data.map(({ amount }) => amount)).toEqual(renewal);
  }
});
