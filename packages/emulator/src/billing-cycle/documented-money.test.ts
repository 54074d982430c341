// What Stripe's documentation works out of discounts, taxes, credit notes and odd currencies, to the cent.
import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { givenEmulator } from '../testing/given-emulator.ts';
import { givenCustomer, givenPrice } from './given-billing.ts';

/** An open or paid invoice of these amounts, made by hand. */
async function givenInvoice(
  stripe: Stripe,
  { amounts, customer, ...params }: { amounts: number[]; customer: string } & Partial<Stripe.InvoiceCreateParams>,
): Promise<Stripe.Invoice> {
  for (const amount of amounts) await stripe.invoiceItems.create({ customer, amount, currency: 'usd' });
  const { id } = await stripe.invoices.create({
    customer,
    pending_invoice_items_behavior: 'include',
    auto_advance: false,
    ...params,
  });
  return stripe.invoices.finalizeInvoice(id);
}

// https://docs.stripe.com/billing/subscriptions/coupons#stackable-coupons-and-promotion-codes
test.each([
  ['20 % and then 5.00', [0, 1], 3500],
  ['5.00 and then 20 %', [1, 0], 3600],
] as const)('Off 50.00 of two items, %s leave %i', async (_, order, total) => {
  const { stripe } = await givenEmulator();
  const { id: customer } = await givenCustomer(stripe, 'pm_card_visa');
  const coupons = [
    await stripe.coupons.create({ percent_off: 20, duration: 'forever' }),
    await stripe.coupons.create({ amount_off: 500, currency: 'usd', duration: 'forever' }),
  ];
  const prices = [await givenPrice(stripe, { unit_amount: 2000 }), await givenPrice(stripe, { unit_amount: 3000 })];
  const { latest_invoice: invoice } = await stripe.subscriptions.create({
    customer,
    items: prices.map(({ id: price }) => ({ price })),
    discounts: order.map((index) => ({ coupon: coupons[index]?.id ?? '' })),
    expand: ['latest_invoice'],
  });
  expect(invoice).toMatchObject({ subtotal: 5000, total });
});

// https://docs.stripe.com/billing/subscriptions/coupons#coupon-duration
test.each([
  // Of what is billed from 15 January on, all before 15 May.
  ['year', '2027-06-01', 1],
  ['month', '2026-07-01', 4],
  ['week', '2026-06-01', 18],
] as const)(
  'Half off for four months is half off every invoice in them, at a price per %s',
  async (interval, until, halves) => {
    const { emulator, stripe } = await givenEmulator({ at: new Date('2026-01-15T00:00:00Z') });
    const { id: customer } = await givenCustomer(stripe, 'pm_card_visa');
    const { id: price } = await givenPrice(stripe, { unit_amount: 1000, recurring: { interval } });
    const terms = { percent_off: 50, duration: 'repeating', duration_in_months: 4 } as const;
    const { id: coupon } = await stripe.coupons.create(terms);
    await stripe.subscriptions.create({ customer, items: [{ price }], discounts: [{ coupon }] });
    await emulator.advance({ to: new Date(`${until}T00:00:00Z`) });
    const { data } = await stripe.invoices.list({ customer, limit: 100 });
    const totals = data.toReversed().map(({ total }) => total);
    expect(totals.lastIndexOf(500) + 1).toBe(halves);
    expect(totals.slice(halves).every((total) => total === 1000)).toBe(true);
  },
);

// A discount of one item ends with its months, as one of the whole subscription does.
test('Half off an item for a month is not off the month after', async () => {
  const { emulator, stripe } = await givenEmulator();
  const { id: customer } = await givenCustomer(stripe, 'pm_card_visa');
  const { id: price } = await givenPrice(stripe, { unit_amount: 1000 });
  const { id: coupon } = await stripe.coupons.create({ percent_off: 50, duration: 'repeating', duration_in_months: 1 });
  const items = [{ price, discounts: [{ coupon }] }];
  const { id } = await stripe.subscriptions.create({ customer, items });
  await emulator.advance({ to: new Date('2026-02-01T02:00:00Z') });
  const renewed = await stripe.subscriptions.retrieve(id, { expand: ['latest_invoice'] });
  expect(renewed).toMatchObject({ latest_invoice: { total: 1000 }, items: { data: [{ discounts: [] }] } });
});

describe('taxes', () => {
  // https://support.stripe.com/questions/rounding-rules-for-stripe-fees
  test('are rounded line by line', async () => {
    const { stripe } = await givenEmulator();
    const { id: customer } = await givenCustomer(stripe, 'pm_card_visa');
    const { id } = await stripe.taxRates.create({ display_name: 'Sales tax', percentage: 15, inclusive: false });
    const invoice = await givenInvoice(stripe, { customer, amounts: [484, 43], default_tax_rates: [id] });
    expect(invoice.lines.data.map(({ taxes }) => taxes?.[0]?.amount)).toEqual([6, 73]);
    expect(invoice).toMatchObject({ subtotal: 527, total: 606, total_taxes: [{ amount: 79 }] });
  });

  // https://support.stripe.com/questions/inclusive-and-exclusive-tax-options-in-the-tax-rate-api-and-stripe-tax
  test('are part of the price, or come on top', async () => {
    const { stripe } = await givenEmulator();
    for (const [inclusive, total, net, tax] of [
      [true, 60_000, 54_545, 5455],
      [false, 66_000, 60_000, 6000],
    ] as const) {
      const { id: customer } = await givenCustomer(stripe, 'pm_card_visa');
      const { id } = await stripe.taxRates.create({ display_name: 'VAT', percentage: 10, inclusive });
      const invoice = await givenInvoice(stripe, { customer, amounts: [60_000], default_tax_rates: [id] });
      expect(invoice).toMatchObject({ total, total_excluding_tax: net, total_taxes: [{ amount: tax }] });
    }
  });

  // Inclusive tax is worked out of what the discount leaves of each share.
  test('of prorations are given back and taken like the time they are for', async () => {
    const { emulator, stripe } = await givenEmulator({ at: new Date('2026-04-01T00:00:00Z') });
    const { id: customer } = await givenCustomer(stripe, 'pm_card_visa');
    const rate = await stripe.taxRates.create({ display_name: 'VAT', percentage: 19, inclusive: true });
    const small = await givenPrice(stripe, { unit_amount: 1190, tax_behavior: 'inclusive' });
    const large = await givenPrice(stripe, { unit_amount: 2380, tax_behavior: 'inclusive' });
    const coupon = await stripe.coupons.create({ amount_off: 100, currency: 'usd', duration: 'forever' });
    const { id, items } = await stripe.subscriptions.create({
      customer,
      items: [{ price: small.id }],
      default_tax_rates: [rate.id],
      discounts: [{ coupon: coupon.id }],
    });
    await emulator.advance({ to: new Date('2026-04-11T00:00:00Z') });
    const { latest_invoice: invoice } = await stripe.subscriptions.update(id, {
      items: [{ id: items.data[0]?.id ?? '', price: large.id }],
      proration_behavior: 'always_invoice',
      expand: ['latest_invoice'],
    });
    // Two thirds of 10.90 and of 22.80; 19/119 of each.
    const { lines, ...rest } = invoice as Stripe.Invoice;
    expect(lines.data.map(({ amount, taxes }) => [amount, taxes?.[0]?.amount])).toEqual([
      [-727, -116],
      [1520, 243],
    ]);
    expect(rest).toMatchObject({ total: 793, total_excluding_tax: 666, total_taxes: [{ amount: 127 }] });
  });
});

// https://docs.stripe.com/invoicing/dashboard/credit-notes#credit-balances-and-discounts
describe('a credit note', () => {
  test('gives back to the card what the card paid, and to the balance what the balance paid', async () => {
    const { stripe } = await givenEmulator();
    const { id: customer } = await givenCustomer(stripe, 'pm_card_visa', { balance: -15_000 });
    const open = await givenInvoice(stripe, { customer, amounts: [20_000] });
    const { id: invoice } = await stripe.invoices.pay(open.id);
    expect(open).toMatchObject({ total: 20_000, amount_due: 5000, ending_balance: 0 });
    await expect(stripe.creditNotes.create({ invoice, amount: 6000, refund_amount: 6000 })).rejects.toThrow('refund');
    await stripe.creditNotes.create({ invoice, amount: 7000, refund_amount: 5000, credit_amount: 2000 });
    await stripe.creditNotes.create({ invoice, amount: 13_000, credit_amount: 13_000 });
    expect(await stripe.customers.retrieve(customer)).toMatchObject({ balance: -15_000 });
    // All notes together are never more than the invoice.
    await expect(stripe.creditNotes.create({ invoice, amount: 1, credit_amount: 1 })).rejects.toMatchObject({
      param: 'amount',
    });
  });

  test.each<[string, Stripe.CouponCreateParams, number, number]>([
    ['half off', { percent_off: 50 }, 5000, 500],
    ['10.00 off', { amount_off: 1000, currency: 'usd' }, 9000, 900],
  ])('for one of ten lines of 10.00, %s, is what was asked for that line', async (_, terms, total, credited) => {
    const { stripe } = await givenEmulator();
    const { id: customer } = await givenCustomer(stripe, 'pm_card_visa');
    const { id: coupon } = await stripe.coupons.create(terms);
    const amounts = Array.from({ length: 10 }, () => 1000);
    const { id: invoice, lines, ...open } = await givenInvoice(stripe, { customer, amounts, discounts: [{ coupon }] });
    expect(open.total).toBe(total);
    const [line] = lines.data;
    const note = await stripe.creditNotes.create({
      invoice,
      lines: [{ type: 'invoice_line_item', invoice_line_item: line?.id ?? '', quantity: 1 }],
    });
    expect(note).toMatchObject({ total: credited, pre_payment_amount: credited });
    await stripe.creditNotes.create({ invoice, amount: total - credited });
    expect(await stripe.invoices.retrieve(invoice)).toMatchObject({ amount_due: 0, status: 'paid' });
  });
});

// https://docs.stripe.com/currencies
describe('a currency', () => {
  test.each([
    // 25.5 of February's 28 days: what 1,000 and 3,000 units cost for them.
    ['jpy', 1000, [-911, 2732], 1821, 0],
    ['kwd', 10_000, [-9107, 27_321], 18_210, 4],
    ['isk', 100_000, [-91_071, 273_214], 182_100, 43],
    ['usd', 1000, [-911, 2732], 1821, 0],
  ] as const)(
    '%s prorates in its own minor unit, and is charged in its own steps',
    async (currency, unit, lines, due, left) => {
      const { emulator, stripe } = await givenEmulator({ at: new Date('2026-02-01T00:00:00Z') });
      const { id: customer } = await givenCustomer(stripe, 'pm_card_visa');
      const small = await givenPrice(stripe, { currency, unit_amount: unit });
      const large = await givenPrice(stripe, { currency, unit_amount: 3 * unit });
      const { id, items } = await stripe.subscriptions.create({ customer, items: [{ price: small.id }] });
      await emulator.advance({ to: new Date('2026-02-03T12:00:00Z') });
      const { latest_invoice: invoice } = await stripe.subscriptions.update(id, {
        items: [{ id: items.data[0]?.id ?? '', price: large.id }],
        proration_behavior: 'always_invoice',
        expand: ['latest_invoice'],
      });
      expect((invoice as Stripe.Invoice).lines.data.map(({ amount }) => amount)).toEqual(lines);
      expect(invoice).toMatchObject({ amount_due: due, amount_paid: due, ending_balance: left, status: 'paid' });
    },
  );
});
