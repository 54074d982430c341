// Prorations that show their discounts, beside those that are net of them.
// https://docs.stripe.com/billing/subscriptions/billing-mode#itemize-proration-discounts
import type Stripe from 'stripe';
import { expect, test } from 'vitest';
import { givenEmulator } from '../testing/given-emulator.ts';
import { givenCustomer, givenPrice } from './given-billing.ts';

type Shown = 'included' | 'itemized';

function amounts({ lines }: Stripe.Invoice): [number, number][] {
  return lines.data.map(({ amount, discount_amounts: off }) => [amount, off?.[0]?.amount ?? 0]);
}

/** Items of 10.00 and 20.00 with 5.00 off both together, in a February of 28 days. */
async function givenDiscounted(shown: Shown, coupon: Stripe.CouponCreateParams) {
  const { emulator, stripe } = await givenEmulator({ at: new Date('2026-02-01T00:00:00Z') });
  const { id: customer } = await givenCustomer(stripe, 'pm_card_visa');
  const prices = [await givenPrice(stripe, { unit_amount: 1000 }), await givenPrice(stripe, { unit_amount: 2000 })];
  const { id: off } = await stripe.coupons.create({ amount_off: 500, currency: 'usd', ...coupon });
  const { id, items } = await stripe.subscriptions.create({
    customer,
    items: prices.map(({ id: price }) => ({ price })),
    discounts: [{ coupon: off }],
    billing_mode: { type: 'flexible', flexible: { proration_discounts: shown } },
  });
  const change = {
    items: [{ id: items.data[0]?.id ?? '', quantity: 3 }],
    proration_behavior: 'always_invoice' as const,
  };
  return {
    stripe,
    id,
    item: items.data[0]?.id ?? '',
    change,
    to: (moment: string) => emulator.advance({ to: new Date(moment) }),
    latest: async () => (await stripe.invoices.list({ subscription: id })).data[0] as Stripe.Invoice,
  };
}

test.each<[Shown, [number, number][], number]>([
  // Of 10.00 − 1.66 and of 30.00 − 3.00, 21 of 28 days.
  [
    'included',
    [
      [-626, 0],
      [2025, 0],
    ],
    1399,
  ],
  [
    'itemized',
    [
      [-750, -124],
      [2250, 225],
    ],
    1500,
  ],
])('With proration_discounts %s a change is invoiced as %o', async (shown, lines, subtotal) => {
  const { stripe, id, change, to, latest } = await givenDiscounted(shown, { duration: 'forever' });
  await to('2026-02-08T00:00:00Z');
  const preview = await stripe.invoices.createPreview({ subscription: id, subscription_details: change });
  await stripe.subscriptions.update(id, change);
  const invoice = await latest();
  expect([amounts(preview), amounts(invoice)]).toEqual([lines, lines]);
  for (const each of [preview, invoice]) expect(each).toMatchObject({ subtotal, total: 1399 });
  expect(invoice.lines.data.every(({ discountable }) => !discountable)).toBe(true);
});

test.each<[Shown, number, number[], [number, number][]]>([
  [
    'included',
    -1350,
    [],
    [
      [-1350, 0],
      [2000, 500],
    ],
  ],
  [
    'itemized',
    -1500,
    [-150],
    [
      [-1500, -150],
      [2000, 500],
    ],
  ],
])('With proration_discounts %s a credit of what a change debited waits as %i', async (shown, amount, off, lines) => {
  const { stripe, id, item, change, to, latest } = await givenDiscounted(shown, { duration: 'forever' });
  await to('2026-02-08T00:00:00Z');
  await stripe.subscriptions.update(id, change);
  await to('2026-02-15T00:00:00Z');
  await stripe.subscriptionItems.del(item);
  const { data } = await stripe.invoiceItems.list({ pending: true });
  // Two thirds of the 20.25, or of 22.50 and 2.25.
  expect(data).toMatchObject([{ amount, net_amount: -1350, proration: true }]);
  expect(data[0]?.proration_details?.discount_amounts.map((each) => each.amount)).toEqual(off);
  await to('2026-03-01T02:00:00Z');
  const renewal = await latest();
  expect(amounts(renewal)).toEqual(lines);
  expect(renewal).toMatchObject({ total: 1500 - 1350, status: 'paid' });
});

test('A coupon for once is not used up by a proration that shows it', async () => {
  const { stripe, id, item, change, to, latest } = await givenDiscounted('itemized', { duration: 'once' });
  const { id: coupon } = await stripe.coupons.create({ percent_off: 10, duration: 'once' });
  await stripe.subscriptions.update(id, { discounts: [{ coupon }] });
  await to('2026-02-08T00:00:00Z');
  await stripe.subscriptions.update(id, { ...change, items: [{ id: item, quantity: 3 }] });
  expect((await stripe.subscriptions.retrieve(id)).discounts).toHaveLength(1);
  await to('2026-03-01T02:00:00Z');
  expect(await latest()).toMatchObject({ subtotal: 5000, total: 4500 });
  expect((await stripe.subscriptions.retrieve(id)).discounts).toHaveLength(0);
});
