// What Stripe's documentation works out of prorations, to the cent.
import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { givenEmulator } from '../testing/given-emulator.ts';
import { givenCustomer, givenPrice, seconds } from './given-billing.ts';

const modes = ['flexible', 'classic'] as const;

async function givenSubscription(
  at: string,
  {
    amounts = [1000],
    ...params
  }: { amounts?: number[]; off?: number; mode?: (typeof modes)[number] } & Partial<
    Omit<Stripe.SubscriptionCreateParams, 'items'>
  > & { off?: number },
) {
  const { off, mode = 'flexible', ...rest } = params;
  const { emulator, stripe } = await givenEmulator({ at: new Date(at) });
  const { id: customer } = await givenCustomer(stripe, 'pm_card_visa');
  const prices = await Promise.all(amounts.map((amount) => givenPrice(stripe, { unit_amount: amount })));
  const coupon = off === undefined ? null : await stripe.coupons.create({ amount_off: off, currency: 'usd' });
  const subscription = await stripe.subscriptions.create({
    customer,
    items: prices.map(({ id: price }) => ({ price })),
    billing_mode: { type: mode },
    ...(coupon ? { discounts: [{ coupon: coupon.id }] } : {}),
    ...rest,
    expand: ['latest_invoice'],
  });
  const items = subscription.items.data.map(({ id }) => id);
  return {
    stripe,
    subscription,
    item: items[0] ?? '',
    first: subscription.latest_invoice as Stripe.Invoice,
    to: (moment: string) => emulator.advance({ to: new Date(moment) }),
    priceOf: async (amount: number) => (await givenPrice(stripe, { unit_amount: amount })).id,
    pending: async () => (await stripe.invoiceItems.list({ customer, pending: true })).data.map(({ amount }) => amount),
    latest: async () => {
      const { latest_invoice: invoice } = await stripe.subscriptions.retrieve(subscription.id, {
        expand: ['latest_invoice'],
      });
      return invoice as Stripe.Invoice;
    },
  };
}

// https://docs.stripe.com/billing/subscriptions/prorations#calculation-logic-with-no-prorations
test.each([
  ['flexible', [-333, 333], 0],
  ['classic', [-667, 333], -334],
] as const)(
  'After an upgrade that was never billed, %s billing gives back what its mode says',
  async (mode, lines, total) => {
    const { stripe, subscription, item, to, priceOf, latest } = await givenSubscription('2026-04-01T00:00:00Z', {
      mode,
    });
    const [small, large] = [subscription.items.data[0]?.price.id ?? '', await priceOf(2000)];
    await to('2026-04-11T00:00:00Z');
    await stripe.subscriptions.update(subscription.id, {
      items: [{ id: item, price: large }],
      proration_behavior: 'none',
    });
    await to('2026-04-21T00:00:00Z');
    await stripe.subscriptions.update(subscription.id, {
      items: [{ id: item, price: small }],
      proration_behavior: 'always_invoice',
    });
    const invoice = await latest();
    expect(invoice.lines.data.map(({ amount }) => amount)).toEqual(lines);
    expect(invoice).toMatchObject({ total, amount_due: 0, ending_balance: total, status: 'paid' });
  },
);

// https://docs.stripe.com/billing/subscriptions/prorations#calculation-logic-for-coupons-applied-to-multiple-subscription-items
test.each([
  ['flexible', -417],
  ['classic', -250],
] as const)(
  'Of an item removed at half time under a fixed discount for two, %s billing gives back %i',
  async (mode, credit) => {
    const { stripe, item, first, to, pending } = await givenSubscription('2026-02-01T00:00:00Z', {
      amounts: [1000, 2000],
      off: 500,
      mode,
    });
    expect(first.total).toBe(2500);
    expect(first.lines.data.map(({ amount, discount_amounts: off }) => [amount, off?.[0]?.amount])).toEqual([
      [2000, 334],
      [1000, 166],
    ]);
    await to('2026-02-15T00:00:00Z');
    await stripe.subscriptionItems.del(item, { proration_behavior: 'create_prorations' });
    // (10 − 1.66) ÷ 2 in flexible billing, (10 − 5) ÷ 2 in classic.
    expect(await pending()).toEqual([credit]);
  },
);

// The price is for a whole interval, however short the period is that somebody has of it.
// https://docs.stripe.com/billing/subscriptions/billing-cycle#configure-proration-behavior
describe.each(modes)('a change inside a period that something cut short (%s)', (mode) => {
  test('by an anchor ahead costs what is left of the interval', async () => {
    const { stripe, subscription, item, first, to, priceOf, latest } = await givenSubscription('2026-07-15T00:00:00Z', {
      amounts: [3100],
      mode,
      billing_cycle_anchor: seconds('2026-08-01'),
    });
    expect(first.total).toBe(1700);
    await to('2026-07-23T00:00:00Z');
    const change = { items: [{ id: item, price: await priceOf(6200) }] };
    const preview = await stripe.invoices.createPreview({
      subscription: subscription.id,
      subscription_details: { ...change, proration_behavior: 'always_invoice' },
    });
    await stripe.subscriptions.update(subscription.id, { ...change, proration_behavior: 'always_invoice' });
    // 9 of July's 31 days: −9.00 and +18.00.
    expect([preview.total, (await latest()).total]).toEqual([900, 900]);
  });

  test('by a planned end does so too', async () => {
    const { stripe, subscription, item, first, to, pending } = await givenSubscription('2026-07-01T00:00:00Z', {
      amounts: [3100],
      mode,
      cancel_at: seconds('2026-07-16'),
    });
    // 15 of the 31 days from 1 July on; classic billing counts back from the end: of the 30 from 16 June on.
    expect(first.total).toBe(mode === 'flexible' ? 1500 : 1550);
    await to('2026-07-06T00:00:00Z');
    await stripe.subscriptions.update(subscription.id, { items: [{ id: item, quantity: 3 }] });
    expect(await pending()).toEqual(mode === 'flexible' ? [3000, -1000] : [3100, -1033]);
  });
});

test('A plan that changes again and again within a period costs what each was worth for its time', async () => {
  for (const mode of modes) {
    const { stripe, subscription, item, to, priceOf, latest } = await givenSubscription('2026-04-01T00:00:00Z', {
      mode,
    });
    const small = subscription.items.data[0]?.price.id ?? '';
    const [middle, large] = [await priceOf(2000), await priceOf(4000)];
    const change = (price: string, quantity = 1): Promise<unknown> =>
      stripe.subscriptions.update(subscription.id, { items: [{ id: item, price, quantity }] });
    await to('2026-04-11T00:00:00Z');
    await change(middle);
    await to('2026-04-16T00:00:00Z');
    // There and back within a second costs nothing.
    await change(large, 2);
    await change(small);
    await change(large);
    await to('2026-04-21T00:00:00Z');
    await change(small, 3);
    await to('2026-05-01T02:00:00Z');
    // 20 days of 10.00 against 20.00, 15 of 20.00 against 40.00, 10 of 40.00 against 3 × 10.00, and May.
    const april = 1333 - 667 + (2000 - 1000) + (1000 - 1333);
    expect(await latest()).toMatchObject({ total: april + 3000, status: 'paid' });
  }
});

// https://docs.stripe.com/billing/subscriptions/prorations#discount-changes-and-prorations
test('Discounts alone make no proration; given with a change, they hold for what it costs', async () => {
  for (const [mode, credit] of [
    ['flexible', -750],
    ['classic', -1500],
  ] as const) {
    const { stripe, subscription, item, to, pending } = await givenSubscription('2026-04-01T00:00:00Z', {
      amounts: [3000],
      mode,
    });
    const half = await stripe.coupons.create({ percent_off: 50, duration: 'forever' });
    await stripe.subscriptions.update(subscription.id, { discounts: [{ coupon: half.id }] });
    await to('2026-05-01T00:00:00Z');
    await to('2026-05-16T12:00:00Z');
    await stripe.subscriptions.update(subscription.id, { metadata: { seats: '2' } });
    expect(await pending()).toEqual([]);
    await stripe.subscriptions.update(subscription.id, { items: [{ id: item, quantity: 2 }], discounts: '' });
    // May was billed at 15.00: flexible billing gives half of that back, classic half of what it would cost now.
    expect(await pending()).toEqual([3000, credit]);
  }
});

// https://docs.stripe.com/billing/subscriptions/prorations#manually-creating-your-own-prorations
test('A proration of one’s own is a negative amount on the subscription’s next invoice', async () => {
  const { stripe, subscription, item, to, latest } = await givenSubscription('2026-02-01T00:00:00Z', {
    amounts: [3000],
  });
  const { product } = subscription.items.data[0]?.price ?? {};
  await stripe.subscriptions.update(subscription.id, {
    items: [{ id: item, quantity: 1 }],
    proration_behavior: 'none',
    add_invoice_items: [{ price_data: { currency: 'usd', product: product as string, unit_amount: -1234 } }],
  });
  await to('2026-03-01T02:00:00Z');
  expect(await latest()).toMatchObject({ total: 1766, status: 'paid' });
});

// https://docs.stripe.com/billing/subscriptions/billing-mode/compare#consistently-include-pending-invoice-items
test('A new cycle by request takes what waits along, but not in classic billing when it is invoiced by request', async () => {
  const total = async (mode: (typeof modes)[number], behavior: 'always_invoice' | 'none'): Promise<number> => {
    const { stripe, subscription, to, latest } = await givenSubscription('2026-04-01T00:00:00Z', {
      amounts: [3000],
      mode,
    });
    const { customer } = subscription;
    await stripe.invoiceItems.create({ customer: customer as string, amount: 77, currency: 'usd' });
    await to('2026-04-11T00:00:00Z');
    await stripe.subscriptions.update(subscription.id, {
      billing_cycle_anchor: { type: 'now' },
      proration_behavior: behavior,
    });
    return (await latest()).total;
  };
  // 20 of 30 days come back.
  expect(await total('flexible', 'always_invoice')).toBe(3000 - 2000 + 77);
  expect(await total('classic', 'always_invoice')).toBe(3000 - 2000);
  expect(await total('classic', 'none')).toBe(3000 + 77);
});

// https://docs.stripe.com/billing/subscriptions/billing-mode/compare#excluding-prorations-for-the-first-truncated-billing-period
test.each([
  ['flexible', 3100],
  ['classic', 1550],
] as const)('Without prorations a first period that is to end early costs %s %i', async (mode, total) => {
  const { first } = await givenSubscription('2026-07-01T00:00:00Z', {
    amounts: [3100],
    mode,
    cancel_at: seconds('2026-07-16'),
    proration_behavior: 'none',
  });
  expect(first.total).toBe(total);
});
