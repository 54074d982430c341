import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { givenCustomer, givenPrice, seconds } from '../../billing-cycle/given-billing.ts';
import { givenEmulator } from '../../testing/given-emulator.ts';
import { givenEndpoint } from '../../testing/given-endpoint.ts';

interface Shop {
  emulator: Awaited<ReturnType<typeof givenEmulator>>['emulator'];
  stripe: Stripe;
  customer: Stripe.Customer;
  /** $20.00 a month. */
  monthly: Stripe.Price;
  /** $50.00 once. */
  setup: Stripe.Price;
}

async function givenShop(): Promise<Shop> {
  const { emulator, stripe } = await givenEmulator();
  const customer = await givenCustomer(stripe, 'pm_card_visa');
  const monthly = await givenPrice(stripe, { unit_amount: 2000 });
  const setup = await stripe.prices.create({ currency: 'usd', unit_amount: 5000, product_data: { name: 'Setup' } });
  return { emulator, stripe, customer, monthly, setup };
}

describe('a quote', () => {
  test('sums what is due when it is accepted, and each month', async () => {
    const { stripe, customer, monthly, setup } = await givenShop();
    const forever = await stripe.coupons.create({ percent_off: 10, duration: 'forever' });
    const once = await stripe.coupons.create({ amount_off: 500, currency: 'usd', duration: 'once' });
    const rate = await stripe.taxRates.create({ display_name: 'VAT', percentage: 20, inclusive: false });
    const quote = await stripe.quotes.create({
      customer: customer.id,
      line_items: [
        { price: monthly.id, quantity: 2 },
        { price: setup.id, discounts: [{ coupon: once.id }] },
      ],
      discounts: [{ coupon: forever.id }],
      default_tax_rates: [rate.id],
      expand: ['line_items', 'computed.upfront.line_items', 'computed.recurring.total_details.breakdown'],
    });
    // Monthly: 4000 − 10 % = 3600, + 20 % = 4320. Setup: 5000 − 500 − 10 % of 4500 = 4050, + 20 % = 4860.
    expect(quote).toMatchObject({
      status: 'draft',
      number: null,
      currency: 'usd',
      amount_subtotal: 9000,
      amount_total: 9180,
      total_details: { amount_discount: 1350, amount_tax: 1530 },
      computed: {
        upfront: { amount_subtotal: 9000, amount_total: 9180 },
        recurring: {
          amount_subtotal: 4000,
          amount_total: 4320,
          interval: 'month',
          interval_count: 1,
          total_details: {
            amount_discount: 400,
            breakdown: { discounts: [{ amount: 400 }], taxes: [{ amount: 720, taxable_amount: 3600 }] },
          },
        },
      },
    });
    expect(quote.expires_at).toBe(seconds('2026-01-31'));
    expect(quote.line_items?.data.map(({ amount_total }) => amount_total)).toEqual([4320, 4860]);
    expect(quote.computed.upfront.line_items?.data).toHaveLength(2);
    // Nothing is redeemed by an offer.
    expect((await stripe.coupons.retrieve(forever.id)).times_redeemed).toBe(0);
    const page = await stripe.quotes.listLineItems(quote.id, { limit: 1 });
    expect(page).toMatchObject({ has_more: true, data: [{ description: 'Lightweight', quantity: 2 }] });
  });

  test('with a free trial costs nothing of what recurs at first', async () => {
    const { stripe, customer, monthly, setup } = await givenShop();
    const quote = await stripe.quotes.create({
      customer: customer.id,
      line_items: [{ price: monthly.id, quantity: 1 }, { price: setup.id }],
      subscription_data: { trial_period_days: 14 },
    });
    expect(quote.computed).toMatchObject({ recurring: { amount_total: 2000 }, upfront: { amount_total: 5000 } });
    const upfront = await stripe.quotes.listComputedUpfrontLineItems(quote.id);
    expect(upfront.data.map(({ amount_total }) => amount_total)).toEqual([0, 5000]);
  });

  test('is edited as a draft, line by line, and frozen when it is finalized', async () => {
    const { stripe, customer, monthly, setup } = await givenShop();
    const quote = await stripe.quotes.create({ line_items: [{ price: monthly.id }, { price: setup.id }] });
    await expect(stripe.quotes.finalizeQuote(quote.id)).rejects.toMatchObject({ param: 'customer' });
    const [line] = (await stripe.quotes.listLineItems(quote.id)).data;
    const changed = await stripe.quotes.update(quote.id, {
      customer: customer.id,
      line_items: [
        { id: line?.id ?? '', quantity: 3 },
        { price_data: { currency: 'usd', product: setup.product as string, unit_amount: 100 }, quantity: 1 },
      ],
      header: 'For you',
      metadata: { deal: '9' },
    });
    expect(changed).toMatchObject({ amount_total: 6100, header: 'For you', metadata: { deal: '9' } });
    const open = await stripe.quotes.finalizeQuote(quote.id, { expires_at: seconds('2026-02-15') });
    expect(open).toMatchObject({
      status: 'open',
      number: `QT-${customer.invoice_prefix}-0001-1`,
      status_transitions: { finalized_at: seconds('2026-01-01') },
    });
    await expect(stripe.quotes.update(quote.id, { header: 'Late' })).rejects.toThrow('only a draft');
    expect((await stripe.quotes.update(quote.id, { expires_at: seconds('2026-03-01') })).expires_at).toBe(
      seconds('2026-03-01'),
    );
    await expect(stripe.quotes.finalizeQuote(quote.id)).rejects.toThrow('only finalize a draft');
  });

  test('runs out', async () => {
    const { emulator, stripe, customer, setup } = await givenShop();
    const endpoint = await givenEndpoint(stripe);
    const line_items = [{ price: setup.id }];
    const quote = await stripe.quotes.create({ customer: customer.id, line_items, expires_at: seconds('2026-01-05') });
    await stripe.quotes.finalizeQuote(quote.id);
    const refused = await stripe.quotes.create({ customer: customer.id, line_items });
    expect((await stripe.quotes.cancel(refused.id)).status).toBe('canceled');
    await expect(stripe.quotes.cancel(refused.id)).rejects.toThrow('only cancel');
    await emulator.advance({ to: new Date('2026-01-05T00:00:00Z') });
    expect(await stripe.quotes.retrieve(quote.id)).toMatchObject({
      status: 'canceled',
      status_transitions: { canceled_at: seconds('2026-01-05') },
    });
    await expect(stripe.quotes.accept(quote.id)).rejects.toThrow('only accept an open quote');
    expect(endpoint.types().filter((type) => type.startsWith('quote'))).toEqual([
      'quote.created',
      'quote.finalized',
      'quote.created',
      'quote.canceled',
      'quote.canceled',
    ]);
    expect((await stripe.quotes.list({ customer: customer.id, status: 'canceled' })).data).toHaveLength(2);
  });

  test('is revised: the new one takes its number and its place', async () => {
    const { stripe, customer, setup } = await givenShop();
    const first = await stripe.quotes.create({ customer: customer.id, line_items: [{ price: setup.id }] });
    const revise = { from_quote: { quote: first.id, is_revision: true } };
    await expect(stripe.quotes.create(revise)).rejects.toThrow('cannot be revised');
    await stripe.quotes.finalizeQuote(first.id);
    const draft = await stripe.quotes.create(revise);
    expect(draft).toMatchObject({ status: 'draft', amount_total: 5000, from_quote: { is_revision: true } });
    expect((await stripe.quotes.finalizeQuote(draft.id)).number).toBe(`QT-${customer.invoice_prefix}-0001-2`);
    expect((await stripe.quotes.retrieve(first.id)).status).toBe('canceled');
    const copy = await stripe.quotes.create({ from_quote: { quote: draft.id } });
    expect((await stripe.quotes.finalizeQuote(copy.id)).number).toBe(`QT-${customer.invoice_prefix}-0002-1`);
    await expect(stripe.quotes.create({ ...revise, header: 'x' })).rejects.toMatchObject({ param: 'header' });
  });

  test('refuses what does not go together', async () => {
    const { stripe, customer, monthly } = await givenShop();
    const yearly = await givenPrice(stripe, { unit_amount: 9, recurring: { interval: 'year' } });
    const euros = await givenPrice(stripe, { unit_amount: 9, currency: 'eur' });
    const other = await givenCustomer(stripe);
    const refused = (params: Stripe.QuoteCreateParams): Promise<unknown> =>
      stripe.quotes.create({ customer: customer.id, ...params }).then(
        () => 'taken',
        (error: Stripe.errors.StripeError) => error.param,
      );
    expect(await refused({ line_items: [{ price: monthly.id }, { price: yearly.id }] })).toBe('line_items');
    expect(await refused({ line_items: [{ price: monthly.id }, { price: euros.id }] })).toBe('line_items');
    expect(await refused({ line_items: [{ quantity: 1 }] })).toBe('line_items[0][price]');
    expect(await refused({ expires_at: seconds('2025-12-31') })).toBe('expires_at');
    expect(await refused({ invoice_settings: { days_until_due: 3 } })).toBe('invoice_settings[days_until_due]');
    expect(await refused({ on_behalf_of: 'acct_1' })).toBe('on_behalf_of');
    expect(await refused({ subscription_data: { effective_date: 'current_period_end' } })).toBe(
      'subscription_data[effective_date]',
    );
    const quote = await stripe.quotes.create({ customer: customer.id });
    await expect(stripe.quotes.finalizeQuote(quote.id)).rejects.toMatchObject({ param: 'line_items' });
    await expect(stripe.quotes.update(quote.id, { customer: other.id })).rejects.toMatchObject({ param: 'customer' });
  });
});

describe('an accepted quote', () => {
  test('for things bought once is a draft invoice', async () => {
    const { emulator, stripe, customer, setup } = await givenShop();
    const coupon = await stripe.coupons.create({ percent_off: 20, duration: 'once' });
    const quote = await stripe.quotes.create({
      customer: customer.id,
      line_items: [{ price: setup.id, quantity: 2 }],
      discounts: [{ coupon: coupon.id }],
      collection_method: 'send_invoice',
      invoice_settings: { days_until_due: 10, footer: 'Thank you', custom_fields: [{ name: 'PO', value: '7' }] },
    });
    await stripe.quotes.finalizeQuote(quote.id);
    const endpoint = await givenEndpoint(stripe, ['quote.accepted', 'invoice.created']);
    const accepted = await stripe.quotes.accept(quote.id, { expand: ['invoice'] });
    expect(accepted).toMatchObject({
      status: 'accepted',
      subscription: null,
      invoice: {
        status: 'draft',
        billing_reason: 'quote_accept',
        parent: { type: 'quote_details', quote_details: { quote: quote.id } },
        total: 8000,
        footer: 'Thank you',
        custom_fields: [{ name: 'PO', value: '7' }],
        auto_advance: false,
      },
    });
    expect((await stripe.coupons.retrieve(coupon.id)).times_redeemed).toBe(1);
    const invoice = (accepted.invoice as Stripe.Invoice).id;
    expect((await stripe.invoices.finalizeInvoice(invoice)).due_date).toBe(seconds('2026-01-11'));
    await emulator.settled();
    expect(endpoint.types()).toEqual(['invoice.created', 'quote.accepted']);
  });

  test('with something that recurs starts a subscription, billed an hour later', async () => {
    const { emulator, stripe, customer, monthly, setup } = await givenShop();
    const coupon = await stripe.coupons.create({ percent_off: 50, duration: 'forever' });
    const quote = await stripe.quotes.create({
      customer: customer.id,
      line_items: [{ price: monthly.id, quantity: 1 }, { price: setup.id }],
      discounts: [{ coupon: coupon.id }],
      subscription_data: { description: 'Gym', metadata: { deal: '9' }, billing_mode: { type: 'classic' } },
    });
    await stripe.quotes.finalizeQuote(quote.id);
    const accepted = await stripe.quotes.accept(quote.id, { expand: ['subscription.latest_invoice'] });
    const subscription = accepted.subscription as Stripe.Subscription;
    expect(subscription).toMatchObject({
      status: 'active',
      description: 'Gym',
      metadata: { deal: '9' },
      billing_mode: { type: 'classic' },
      latest_invoice: { status: 'draft', billing_reason: 'subscription_create', total: 3500 },
    });
    await emulator.advance({ seconds: 3600 });
    expect((await stripe.invoices.list({ subscription: subscription.id })).data[0]).toMatchObject({
      status: 'paid',
      amount_paid: 3500,
    });
    await emulator.advance({ to: new Date('2026-02-01T01:00:00Z') });
    expect((await stripe.invoices.list({ subscription: subscription.id })).data[0]?.amount_paid).toBe(1000);
  });

  test('that takes effect later is a schedule until then', async () => {
    const { emulator, stripe, customer, monthly } = await givenShop();
    const quote = await stripe.quotes.create({
      customer: customer.id,
      line_items: [{ price: monthly.id, quantity: 2 }],
      subscription_data: { effective_date: seconds('2026-01-15'), metadata: { deal: '9' } },
    });
    await stripe.quotes.finalizeQuote(quote.id);
    const accepted = await stripe.quotes.accept(quote.id);
    expect(accepted).toMatchObject({ subscription: null, invoice: null });
    const schedule = accepted.subscription_schedule as string;
    expect(await stripe.subscriptionSchedules.retrieve(schedule)).toMatchObject({
      status: 'not_started',
      phases: [{ start_date: seconds('2026-01-15'), end_date: seconds('2026-02-15'), metadata: { deal: '9' } }],
    });
    await emulator.advance({ to: new Date('2026-01-15T01:00:00Z') });
    const [subscription] = (await stripe.subscriptions.list()).data;
    expect(subscription).toMatchObject({ status: 'active', schedule, metadata: { deal: '9' } });
    expect((await stripe.invoices.list()).data[0]).toMatchObject({ status: 'paid', amount_paid: 4000 });
  });
});

test('quotes on a test clock live and run out by it', async () => {
  const { emulator, stripe, setup } = await givenShop();
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: seconds('2026-06-01') });
  const quote = await stripe.quotes.create({ test_clock: clock.id, line_items: [{ price: setup.id }] });
  expect(quote).toMatchObject({ test_clock: clock.id, created: seconds('2026-06-01') });
  expect((await stripe.quotes.list()).data).toEqual([]);
  expect((await stripe.quotes.list({ test_clock: clock.id })).data).toHaveLength(1);
  await stripe.testHelpers.testClocks.advance(clock.id, { frozen_time: seconds('2026-07-01') });
  await emulator.settled();
  expect((await stripe.quotes.retrieve(quote.id)).status).toBe('canceled');
});

test('a test clock has ten quotes at most', async () => {
  const { stripe, setup } = await givenShop();
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: seconds('2026-06-01') });
  const { id: customer } = await stripe.customers.create({ test_clock: clock.id });
  const quote = (by: Stripe.QuoteCreateParams) => stripe.quotes.create({ ...by, line_items: [{ price: setup.id }] });
  for (let count = 0; count < 9; count += 1) await quote({ test_clock: clock.id });
  const tenth = await quote({ customer });
  await expect(quote({ test_clock: clock.id })).rejects.toMatchObject({ param: 'test_clock' });
  await expect(quote({ customer })).rejects.toThrow('maximum number of quotes (10)');
  await expect(stripe.quotes.create({ from_quote: { quote: tenth.id } })).rejects.toThrow('maximum');
  expect((await stripe.quotes.list({ test_clock: clock.id, limit: 100 })).data).toHaveLength(10);
  // Other clocks, and none, are not asked.
  await quote({});
});
