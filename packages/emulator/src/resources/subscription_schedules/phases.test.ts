import { describe, expect, test } from 'vitest';
import { day, givenPrice, seconds } from '../../billing-cycle/given-billing.ts';
import { givenEmulator } from '../../testing/given-emulator.ts';
import { givenEndpoint } from '../../testing/given-endpoint.ts';
import { givenPlans, invoicesOf, subscriptionOf } from './given-schedule.ts';

const month = { interval: 'month' } as const;

describe('a phase', () => {
  test('sets what it names on its subscription, and takes it along when it ends', async () => {
    const { emulator, stripe } = await givenEmulator();
    const { small, customer } = await givenPlans(stripe);
    const vat = await stripe.taxRates.create({ display_name: 'VAT', percentage: 20, inclusive: false });
    const half = await stripe.coupons.create({ percent_off: 50, duration: 'forever' });
    const off = await stripe.coupons.create({ amount_off: 100, currency: 'usd', duration: 'forever' });
    const { id } = await stripe.subscriptionSchedules.create({
      customer,
      phases: [
        {
          items: [{ price: small, quantity: 2, discounts: [{ coupon: off.id }], metadata: { seat: 'front' } }],
          duration: month,
          collection_method: 'send_invoice',
          description: 'Introduction',
          default_tax_rates: [vat.id],
          discounts: [{ coupon: half.id }],
          invoice_settings: { days_until_due: 14, footer: 'Welcome' },
          metadata: { stage: 'first', keep: 'yes' },
        },
        { items: [{ price: small, quantity: 2 }], duration: month, metadata: { stage: '' } },
      ],
    });
    const first = await subscriptionOf(stripe, id);
    expect(first).toMatchObject({
      collection_method: 'send_invoice',
      days_until_due: 14,
      description: 'Introduction',
      default_tax_rates: [{ id: vat.id }],
      metadata: { stage: 'first', keep: 'yes' },
      items: { data: [{ quantity: 2, metadata: { seat: 'front' } }] },
    });
    expect(first.discounts).toHaveLength(1);
    // 2 × 1000 − 100 = 1900, half of it is 950, and 20 % of that is 190.
    expect(await invoicesOf(stripe, first.id)).toMatchObject([{ status: 'draft', total: 1140, footer: 'Welcome' }]);
    await emulator.advance({ to: new Date('2026-02-01T01:00:00Z') });
    const second = await stripe.subscriptions.retrieve(first.id);
    expect(second).toMatchObject({
      collection_method: 'charge_automatically',
      days_until_due: null,
      description: null,
      default_tax_rates: [],
      discounts: [],
      metadata: { keep: 'yes' },
    });
    expect(second.metadata).not.toHaveProperty('stage');
    expect((await invoicesOf(stripe, first.id))[1]).toMatchObject({ status: 'paid', total: 2000, footer: null });
  });

  test('that is a trial bills nothing, and the next one begins with its own price', async () => {
    const { emulator, stripe } = await givenEmulator();
    const { small, customer } = await givenPlans(stripe);
    const { id, phases } = await stripe.subscriptionSchedules.create({
      customer,
      phases: [
        { items: [{ price: small }], trial: true, duration: { interval: 'day', interval_count: 14 } },
        { items: [{ price: small, quantity: 3 }], duration: month },
      ],
    });
    expect(phases.map((phase) => day(phase.trial_end))).toEqual(['2026-01-15', '1970-01-01']);
    const trialing = await subscriptionOf(stripe, id);
    expect(trialing).toMatchObject({ status: 'trialing', trial_end: seconds('2026-01-15T00:00:00Z') });
    await emulator.advance({ to: new Date('2026-01-15T01:00:00Z') });
    const paid = await stripe.subscriptions.retrieve(trialing.id);
    expect(paid).toMatchObject({ status: 'active', items: { data: [{ quantity: 3 }] } });
    expect(day(paid.items.data[0]?.current_period_end)).toBe('2026-02-15');
    const invoices = await invoicesOf(stripe, trialing.id);
    expect(invoices.map(({ total, status }) => [total, status])).toEqual([
      [0, 'paid'],
      [3000, 'paid'],
    ]);
  });

  test('may begin with a trial where a period ends, until a day within it', async () => {
    const { emulator, stripe } = await givenEmulator();
    const { small, customer } = await givenPlans(stripe);
    const { id } = await stripe.subscriptionSchedules.create({
      customer,
      phases: [
        { items: [{ price: small }], duration: month },
        {
          items: [{ price: small }],
          trial_end: seconds('2026-02-15T00:00:00Z'),
          duration: { interval: 'month', interval_count: 2 },
        },
      ],
    });
    await emulator.advance({ to: new Date('2026-02-01T01:00:00Z') });
    const trialing = await subscriptionOf(stripe, id);
    expect(trialing).toMatchObject({ status: 'trialing', billing_cycle_anchor: seconds('2026-02-15T00:00:00Z') });
    await emulator.advance({ to: new Date('2026-02-15T01:00:00Z') });
    expect((await stripe.subscriptions.retrieve(trialing.id)).status).toBe('active');
    expect((await invoicesOf(stripe, trialing.id)).map(({ total }) => total)).toEqual([1000, 0, 1000]);
  });

  test('adds what is billed once to its first invoice, for the time that it says', async () => {
    const { emulator, stripe } = await givenEmulator();
    const { small, customer } = await givenPlans(stripe);
    const setup = await stripe.prices.create({ currency: 'usd', unit_amount: 500, product_data: { name: 'Set-up' } });
    const { id } = await stripe.subscriptionSchedules.create({
      customer,
      phases: [
        { items: [{ price: small }], duration: month, add_invoice_items: [{ price: setup.id }] },
        {
          items: [{ price: small }],
          duration: { interval: 'month', interval_count: 2 },
          add_invoice_items: [
            { price: setup.id, quantity: 2, period: { start: { type: 'phase_start' }, end: { type: 'phase_end' } } },
          ],
        },
      ],
    });
    const subscription = await subscriptionOf(stripe, id);
    await emulator.advance({ to: new Date('2026-02-01T01:00:00Z') });
    await emulator.advance({ to: new Date('2026-03-01T01:00:00Z') });
    const invoices = await invoicesOf(stripe, subscription.id);
    expect(invoices.map(({ total }) => total)).toEqual([1500, 2000, 1000]);
    const periods = invoices.map(({ lines }) => lines.data.find(({ amount }) => amount % 1000 === 500)?.period);
    expect(day(periods[0]?.end)).toBe('2026-02-01');
    const added = invoices[1]?.lines.data.find(({ quantity }) => quantity === 2);
    expect([day(added?.period.start), day(added?.period.end)]).toEqual(['2026-02-01', '2026-04-01']);
  });

  test('can begin a new billing cycle, with a draft for an hour', async () => {
    const { emulator, stripe } = await givenEmulator();
    const { small, large, customer } = await givenPlans(stripe);
    const middle = seconds('2026-01-16T12:00:00Z');
    const { id } = await stripe.subscriptionSchedules.create({
      customer,
      phases: [
        { items: [{ price: small }], end_date: middle },
        { items: [{ price: large }], duration: month, billing_cycle_anchor: 'phase_start' },
      ],
    });
    await emulator.advance({ to: new Date('2026-01-16T12:00:00Z') });
    const changed = await subscriptionOf(stripe, id);
    expect(changed.billing_cycle_anchor).toBe(middle);
    // Half of January is given back, and a whole month of the other plan begins.
    expect((await invoicesOf(stripe, changed.id))[1]).toMatchObject({
      status: 'draft',
      total: 2500,
      automatically_finalizes_at: middle + 3600,
    });
    await emulator.advance({ to: new Date('2026-01-16T13:00:00Z') });
    expect((await invoicesOf(stripe, changed.id))[1]).toMatchObject({ status: 'paid', amount_paid: 2500 });
  });

  test('of a yearly price begins a year in classic billing, and keeps the anchor in flexible billing', async () => {
    const { emulator, stripe } = await givenEmulator();
    const { small, customer } = await givenPlans(stripe);
    const yearly = await givenPrice(stripe, { unit_amount: 10_000, recurring: { interval: 'year' } });
    const phases = [
      { items: [{ price: small }], duration: month },
      { items: [{ price: yearly.id }], duration: { interval: 'year' } as const },
    ];
    const classic = await stripe.subscriptionSchedules.create({ customer, billing_mode: { type: 'classic' }, phases });
    const flexible = await stripe.subscriptionSchedules.create({ customer, phases });
    await emulator.advance({ to: new Date('2026-02-01T01:00:00Z') });
    const begun = await subscriptionOf(stripe, classic.id);
    expect(day(begun.items.data[0]?.current_period_end)).toBe('2027-02-01');
    expect((await invoicesOf(stripe, begun.id))[1]?.total).toBe(10_000);
    const kept = await subscriptionOf(stripe, flexible.id);
    expect(day(kept.items.data[0]?.current_period_end)).toBe('2027-01-01');
    // 334 of the 365 days from 1 January to 1 January: 9150.68.
    expect((await invoicesOf(stripe, kept.id))[1]?.total).toBe(9151);
  });

  test('tells its beginning at a renewal once, whichever object is older', async () => {
    const { emulator, stripe } = await givenEmulator();
    const { small, large, customer } = await givenPlans(stripe);
    const { id } = await stripe.subscriptionSchedules.create({
      customer,
      phases: [
        { items: [{ price: small }], duration: month },
        { items: [{ price: large }], duration: month },
      ],
    });
    const endpoint = await givenEndpoint(stripe);
    await emulator.advance({ to: new Date('2026-02-01T00:00:00Z') });
    await emulator.settled();
    const told = endpoint.types().filter((type) => type.startsWith('customer.subscription') || type.includes('item'));
    expect(told).toEqual(['customer.subscription.updated']);
    const { latest_invoice: latest } = await subscriptionOf(stripe, id);
    expect((await stripe.invoices.retrieve(latest as string)).total).toBe(3000);
  });

  test('that takes a metered price away bills what was used of it', async () => {
    const { emulator, stripe } = await givenEmulator();
    const { small, customer } = await givenPlans(stripe);
    const meter = await stripe.billing.meters.create({
      display_name: 'Calls',
      event_name: 'calls',
      default_aggregation: { formula: 'sum' },
    });
    const used = await givenPrice(stripe, {
      unit_amount: 7,
      recurring: { interval: 'month', usage_type: 'metered', meter: meter.id },
    });
    const { id } = await stripe.subscriptionSchedules.create({
      customer,
      phases: [
        { items: [{ price: used.id }], duration: month },
        { items: [{ price: small }], duration: month },
      ],
    });
    await stripe.billing.meterEvents.create({
      event_name: 'calls',
      payload: { stripe_customer_id: customer, value: '10' },
    });
    await emulator.advance({ to: new Date('2026-02-01T01:00:00Z') });
    const subscription = await subscriptionOf(stripe, id);
    const [invoice] = await invoicesOf(stripe, subscription.id);
    expect(invoice?.lines.data.map(({ amount }) => amount).toSorted((a, b) => a - b)).toEqual([70, 1000]);
  });
});

describe('what a phase may not say', () => {
  const refusals = [
    ['application_fee_percent', { application_fee_percent: 10 }],
    ['on_behalf_of', { on_behalf_of: 'acct_1' }],
    ['transfer_data', { transfer_data: { destination: 'acct_1' } }],
    ['trial_end', { trial: true, trial_end: seconds('2026-01-10T00:00:00Z') }],
    ['billing_cycle_anchor', { trial: true, billing_cycle_anchor: 'phase_start' as const }],
    ['days_until_due', { collection_method: 'send_invoice' as const }],
    ['duration', { end_date: seconds('2026-02-01T00:00:00Z') }],
    ['liability', { automatic_tax: { enabled: true, liability: { type: 'account' as const, account: 'acct_1' } } }],
  ] as const;
  test.each(refusals)('%s is refused by name', async (named, extra) => {
    const { stripe } = await givenEmulator();
    const { small, customer } = await givenPlans(stripe);
    const phase = { items: [{ price: small }], duration: month, ...extra };
    const refused = stripe.subscriptionSchedules.create({ customer, phases: [phase] });
    await expect(refused).rejects.toMatchObject({ param: expect.stringContaining(named) as unknown });
  });
});
