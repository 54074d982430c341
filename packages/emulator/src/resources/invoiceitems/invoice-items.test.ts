import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { givenCustomer, givenPrice, seconds } from '../../billing-cycle/given-billing.ts';
import { givenEmulator } from '../../testing/given-emulator.ts';
import { givenEndpoint } from '../../testing/given-endpoint.ts';

/** A decimal parameter, as the client wants it. */
function decimal(text: string): Stripe.Decimal {
  return text as unknown as Stripe.Decimal;
}

describe('an invoice item', () => {
  test('waits, is changed, and is deleted', async () => {
    const { emulator, stripe } = await givenEmulator();
    const customer = await givenCustomer(stripe);
    const item = await stripe.invoiceItems.create({
      customer: customer.id,
      unit_amount_decimal: decimal('1250.5'),
      quantity: 2,
      currency: 'usd',
    });
    expect(await stripe.invoiceItems.retrieve(item.id)).toMatchObject({ amount: 2501, quantity: 2, invoice: null });
    const endpoint = await givenEndpoint(stripe);
    const changed = await stripe.invoiceItems.update(item.id, {
      quantity: 3,
      description: 'Coaching',
      period: { start: seconds('2026-01-01'), end: seconds('2026-01-31') },
      metadata: { coach: 'ada' },
    });
    // 1250.5 × 3 = 3751.5, rounded away from zero.
    expect(changed).toMatchObject({ amount: 3752, quantity: 3, description: 'Coaching', metadata: { coach: 'ada' } });
    expect(await stripe.invoiceItems.update(item.id, { amount: 900 })).toMatchObject({ amount: 900, quantity: 1 });
    expect(await stripe.invoiceItems.del(item.id)).toEqual({ id: item.id, object: 'invoiceitem', deleted: true });
    await expect(stripe.invoiceItems.retrieve(item.id)).rejects.toMatchObject({ code: 'resource_missing' });
    await emulator.settled();
    expect(endpoint.types()).toEqual(['invoiceitem.deleted']);
  });

  test('is billed by a decimal of hours, at a price and at an amount', async () => {
    const { stripe } = await givenEmulator();
    const customer = await givenCustomer(stripe);
    const hour = await stripe.prices.create({ currency: 'usd', unit_amount: 9990, product_data: { name: 'Hour' } });
    const priced = await stripe.invoiceItems.create({
      customer: customer.id,
      pricing: { price: hour.id },
      quantity_decimal: decimal('2.25'),
    });
    // 9990 × 2.25 = 22477.5 → 22478. The quantity in whole numbers is cut off.
    expect(priced).toMatchObject({ amount: 22_478, quantity: 2, description: 'Hour' });
    expect(String(priced.quantity_decimal)).toBe('2.25');
    const draft = await stripe.invoices.create({
      customer: customer.id,
      pending_invoice_items_behavior: 'include',
    });
    expect(String(draft.lines.data[0]?.quantity_decimal)).toBe('2.25');
    expect(draft.total).toBe(22_478);
    expect(await stripe.invoiceItems.update(priced.id, { quantity: 1 })).toMatchObject({ amount: 9990 });
    expect((await stripe.invoices.retrieve(draft.id)).total).toBe(9990);
  });

  test('has discounts and tax rates of its own', async () => {
    const { stripe } = await givenEmulator();
    const customer = await givenCustomer(stripe);
    const coupon = await stripe.coupons.create({ percent_off: 10, duration: 'once' });
    const rate = await stripe.taxRates.create({ display_name: 'VAT', percentage: 20, inclusive: false });
    const draft = await stripe.invoices.create({ customer: customer.id });
    const item = await stripe.invoiceItems.create({
      customer: customer.id,
      invoice: draft.id,
      amount: 1000,
      currency: 'usd',
      discounts: [{ coupon: coupon.id }],
      tax_rates: [rate.id],
    });
    // 1000 − 10 % = 900; 20 % of that is 180.
    expect(await stripe.invoices.retrieve(draft.id)).toMatchObject({ subtotal: 900, total: 1080 });
    await stripe.invoiceItems.update(item.id, { discounts: '', tax_rates: '' });
    expect(await stripe.invoices.retrieve(draft.id)).toMatchObject({ subtotal: 1000, total: 1000 });
  });

  test('of a subscription waits for that subscription', async () => {
    const { emulator, stripe } = await givenEmulator();
    const price = await givenPrice(stripe, { unit_amount: 1000 });
    const customer = await givenCustomer(stripe, 'pm_card_visa');
    const create = (): Promise<Stripe.Subscription> =>
      stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
    const [first, second] = [await create(), await create()];
    await stripe.invoiceItems.create({ customer: customer.id, subscription: second.id, amount: 250, currency: 'usd' });
    await emulator.advance({ to: new Date('2026-02-01T01:00:00Z') });
    const totals = await Promise.all(
      [first, second].map(async ({ id }) => (await stripe.invoices.list({ subscription: id })).data[0]?.total),
    );
    expect(totals).toEqual([1000, 1250]);
    await stripe.subscriptions.cancel(first.id);
    await expect(
      stripe.invoiceItems.create({ customer: customer.id, subscription: first.id, amount: 1, currency: 'usd' }),
    ).rejects.toMatchObject({ param: 'subscription' });
  });

  test('says what it costs in one way, and fits its invoice', async () => {
    const { stripe } = await givenEmulator();
    const customer = await givenCustomer(stripe);
    const other = await givenCustomer(stripe);
    const draft = await stripe.invoices.create({ customer: customer.id, currency: 'usd' });
    const refused = (params: Partial<Stripe.InvoiceItemCreateParams>): Promise<unknown> =>
      stripe.invoiceItems.create({ customer: customer.id, ...params }).then(
        () => 'taken',
        (error: Stripe.errors.StripeError) => error.param,
      );
    expect(await refused({})).toBe('amount');
    expect(await refused({ amount: 1, unit_amount_decimal: decimal('1') })).toBe('amount');
    expect(await refused({ amount: 1, quantity: 2 })).toBe('amount');
    expect(await refused({ unit_amount_decimal: decimal('1'), quantity: 1, quantity_decimal: decimal('1') })).toBe(
      'quantity',
    );
    expect(await refused({ amount: 1, invoice: draft.id, currency: 'eur' })).toBe('currency');
    expect(await refused({ amount: 1, invoice: draft.id, customer: other.id })).toBe('invoice');
    expect(await refused({ amount: 1, period: { start: 20, end: 10 } })).toBe('period[end]');
    expect(await refused({ amount: 1, tax_code: 'txcd_10000000' })).toBe('tax_code');
  });

  test('that is a proration keeps its price and quantity', async () => {
    const { emulator, stripe } = await givenEmulator();
    const price = await givenPrice(stripe, { unit_amount: 1000 });
    const customer = await givenCustomer(stripe, 'pm_card_visa');
    const { id, items } = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
    await emulator.advance({ to: new Date('2026-01-11T00:00:00Z') });
    await stripe.subscriptions.update(id, { items: [{ id: items.data[0]?.id ?? '', quantity: 2 }] });
    const [proration] = (await stripe.invoiceItems.list({ customer: customer.id, pending: true })).data;
    await expect(stripe.invoiceItems.update(proration?.id ?? '', { quantity: 5 })).rejects.toMatchObject({
      param: 'quantity',
    });
    expect(await stripe.invoiceItems.update(proration?.id ?? '', { description: 'More' })).toMatchObject({
      description: 'More',
    });
  });
});
