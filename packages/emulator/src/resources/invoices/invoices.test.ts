import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { day, givenCustomer, givenPrice, seconds } from '../../billing-cycle/given-billing.ts';
import { givenEmulator } from '../../testing/given-emulator.ts';
import { givenEndpoint } from '../../testing/given-endpoint.ts';
import { payInvoiceFromPage } from './pay-from-page.ts';

describe('an invoice made by hand', () => {
  test('collects pending items, is finalized, and paid', async () => {
    const { emulator, stripe } = await givenEmulator();
    const endpoint = await givenEndpoint(stripe);
    const customer = await givenCustomer(stripe, 'pm_card_visa');
    await stripe.invoiceItems.create({ customer: customer.id, amount: 700, currency: 'usd', description: 'Training' });
    await emulator.settled();
    endpoint.received.length = 0;
    const draft = await stripe.invoices.create({ customer: customer.id, pending_invoice_items_behavior: 'include' });
    expect(draft).toMatchObject({ status: 'draft', total: 700, billing_reason: 'manual', auto_advance: false });
    await stripe.invoiceItems.create({ customer: customer.id, invoice: draft.id, amount: 300, currency: 'usd' });
    const open = await stripe.invoices.finalizeInvoice(draft.id);
    expect(open).toMatchObject({ status: 'open', amount_due: 1000 });
    expect(open.number).toBe(`${customer.invoice_prefix}-0001`);
    expect(open.hosted_invoice_url).toBe(`${emulator.url}/i/${draft.id}`);
    await expect(stripe.invoices.update(draft.id, { description: 'late' })).rejects.toMatchObject({
      param: 'description',
      message: "Finalized invoices can't be updated in this way",
    });
    expect(await stripe.invoices.pay(draft.id)).toMatchObject({ status: 'paid', amount_paid: 1000 });
    await expect(stripe.invoices.pay(draft.id)).rejects.toThrow('already paid');
    const lines = await stripe.invoices.listLineItems(draft.id, { limit: 1 });
    expect(lines).toMatchObject({ has_more: true, data: [{ amount: 300 }] });
  });

  test('paid out of band has no payment, and no invoice.payment_succeeded', async () => {
    const { emulator, stripe } = await givenEmulator();
    const customer = await givenCustomer(stripe);
    const draft = await stripe.invoices.create({ customer: customer.id });
    await stripe.invoiceItems.create({ customer: customer.id, invoice: draft.id, amount: 300, currency: 'usd' });
    const endpoint = await givenEndpoint(stripe);
    const paid = await stripe.invoices.pay(draft.id, { paid_out_of_band: true });
    expect(paid).toMatchObject({ status: 'paid', amount_paid: 300, amount_paid_off_stripe: 300, attempt_count: 0 });
    await emulator.settled();
    expect(endpoint.types()).toContain('invoice.paid');
    expect(endpoint.types()).not.toContain('invoice.payment_succeeded');
  });

  test('can be deleted as a draft only', async () => {
    const { stripe } = await givenEmulator();
    const customer = await givenCustomer(stripe);
    const draft = await stripe.invoices.create({ customer: customer.id });
    expect(await stripe.invoices.del(draft.id)).toEqual({ id: draft.id, object: 'invoice', deleted: true });
    const other = await stripe.invoices.create({ customer: customer.id });
    await stripe.invoices.finalizeInvoice(other.id);
    await expect(stripe.invoices.del(other.id)).rejects.toThrow('only delete draft');
  });

  test('is sent with a due date, and is overdue after it', async () => {
    const { emulator, stripe } = await givenEmulator();
    const endpoint = await givenEndpoint(stripe);
    const price = await givenPrice(stripe, { unit_amount: 5000 });
    const customer = await givenCustomer(stripe);
    const { id, status } = await stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: price.id }],
      collection_method: 'send_invoice',
      days_until_due: 14,
    });
    expect(status).toBe('active');
    await emulator.advance({ seconds: 3600 });
    const [open] = (await stripe.invoices.list({ subscription: id })).data;
    expect(open).toMatchObject({ status: 'open', due_date: seconds('2026-01-15T01:00:00Z'), attempt_count: 0 });
    expect(endpoint.types()).toContain('invoice.sent');
    await emulator.advance({ to: new Date('2026-01-15T01:00:00Z') });
    expect(endpoint.types()).toContain('invoice.overdue');
    expect((await stripe.subscriptions.retrieve(id)).status).toBe('past_due');
    await stripe.invoices.pay(open?.id ?? '', { payment_method: 'pm_card_visa' });
    expect((await stripe.subscriptions.retrieve(id)).status).toBe('active');
  });

  test('is paid on its hosted page, after a decline and a challenge', async () => {
    const { emulator, stripe } = await givenEmulator();
    const customer = await givenCustomer(stripe);
    const draft = await stripe.invoices.create({ customer: customer.id });
    await stripe.invoiceItems.create({ customer: customer.id, invoice: draft.id, amount: 900, currency: 'usd' });
    await stripe.invoices.finalizeInvoice(draft.id);
    const pay = (paymentMethod: string): Promise<{ state: string }> =>
      emulator.transact((tx) => payInvoiceFromPage(tx, { invoice: draft.id, paymentMethod }));
    expect(await pay('pm_card_chargeDeclined')).toMatchObject({ state: 'declined', error: { code: 'card_declined' } });
    expect(await pay('pm_card_authenticationRequired')).toMatchObject({ state: 'requires_action' });
    expect(await pay('pm_card_visa')).toMatchObject({ state: 'paid' });
  });

  test('is numbered by the account where the account says so', async () => {
    const { stripe } = await givenEmulator({ settings: { invoiceNumbering: 'account', accountInvoicePrefix: 'MMA' } });
    const numbers = [];
    for (const name of ['Ada', 'Grace']) {
      const customer = await givenCustomer(stripe, undefined, { name });
      const draft = await stripe.invoices.create({ customer: customer.id });
      numbers.push((await stripe.invoices.finalizeInvoice(draft.id)).number);
    }
    expect(numbers).toEqual(['MMA-0001', 'MMA-0002']);
  });
});

describe('what an invoice charges', () => {
  test('is discounted, then taxed by rate, line by line', async () => {
    const { stripe } = await givenEmulator();
    const rate = await stripe.taxRates.create({ display_name: 'VAT', percentage: 20, inclusive: false });
    const coupon = await stripe.coupons.create({ percent_off: 25, duration: 'once' });
    const price = await givenPrice(stripe, { unit_amount: 1499 });
    const customer = await givenCustomer(stripe, 'pm_card_visa');
    const subscription = await stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: price.id, quantity: 2 }],
      default_tax_rates: [rate.id],
      discounts: [{ coupon: coupon.id }],
      expand: ['latest_invoice'],
    });
    // 2998 − 25 % (749.5 → 750) = 2248; 20 % of that is 449.6 → 450.
    expect(subscription.latest_invoice).toMatchObject({
      subtotal: 2998,
      total_excluding_tax: 2248,
      total: 2698,
      amount_paid: 2698,
      total_taxes: [{ amount: 450, taxable_amount: 2248, tax_behavior: 'exclusive' }],
      lines: { data: [{ discount_amounts: [{ amount: 750 }], taxes: [{ amount: 450 }] }] },
    });
    expect((await stripe.subscriptions.retrieve(subscription.id)).discounts).toEqual([]);
  });

  test('loses a repeating discount after its months', async () => {
    const { emulator, stripe } = await givenEmulator();
    const coupon = await stripe.coupons.create({
      amount_off: 500,
      currency: 'usd',
      duration: 'repeating',
      duration_in_months: 2,
    });
    const price = await givenPrice(stripe, { unit_amount: 1499 });
    const customer = await givenCustomer(stripe, 'pm_card_visa');
    const { id } = await stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: price.id }],
      discounts: [{ coupon: coupon.id }],
    });
    await emulator.advance({ to: new Date('2026-04-02T00:00:00Z') });
    const invoices = await stripe.invoices.list({ subscription: id });
    expect(invoices.data.map((invoice) => [day(invoice.created), invoice.amount_paid])).toEqual([
      ['2026-04-01', 1499],
      ['2026-03-01', 1499],
      ['2026-02-01', 999],
      ['2026-01-01', 999],
    ]);
  });

  test('is usage of the month that is over, tier by tier', async () => {
    const { emulator, stripe } = await givenEmulator();
    const meter = await stripe.billing.meters.create({
      display_name: 'Assessments',
      event_name: 'assessment',
      default_aggregation: { formula: 'sum' },
    });
    const metered = await givenPrice(stripe, {
      name: 'Assessments',
      recurring: { interval: 'month', usage_type: 'metered', meter: meter.id },
      billing_scheme: 'tiered',
      tiers_mode: 'graduated',
      tiers: [
        { up_to: 10, unit_amount: 299 },
        { up_to: 50, unit_amount: 249 },
        { up_to: 'inf', unit_amount: 199 },
      ],
    });
    const customer = await givenCustomer(stripe, 'pm_card_visa');
    const subscription = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: metered.id }] });
    expect(subscription).toMatchObject({ status: 'active', latest_invoice: null });
    await emulator.advance({ to: new Date('2026-01-20T00:00:00Z') });
    await stripe.billing.meterEvents.create({
      event_name: 'assessment',
      payload: { stripe_customer_id: customer.id, value: '60' },
    });
    await emulator.advance({ to: new Date('2026-02-01T01:00:00Z') });
    const [invoice] = (await stripe.invoices.list({ subscription: subscription.id })).data;
    expect(invoice).toMatchObject({ status: 'paid', amount_paid: 2990 + 9960 + 1990 });
    expect(
      invoice?.lines.data.map(({ description, quantity, period }) => [description, quantity, day(period.start)]),
    ).toEqual([
      ['10 × Assessments (Tier 1 at $2.99 / month)', 10, '2026-01-01'],
      ['40 × Assessments (Tier 2 at $2.49 / month)', 40, '2026-01-01'],
      ['10 × Assessments (Tier 3 at $1.99 / month)', 10, '2026-01-01'],
    ]);
  });

  test('is less by a credit balance, and nothing is charged when that covers it', async () => {
    const { emulator, stripe } = await givenEmulator();
    const price = await givenPrice(stripe, { unit_amount: 1499 });
    const customer = await givenCustomer(stripe, 'pm_card_visa');
    await stripe.customers.createBalanceTransaction(customer.id, { amount: -2000, currency: 'usd' });
    const { id } = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
    await emulator.advance({ to: new Date('2026-02-01T01:00:00Z') });
    const invoices = await stripe.invoices.list({ subscription: id });
    expect(
      invoices.data.map(({ starting_balance, amount_due, ending_balance }) => [
        starting_balance,
        amount_due,
        ending_balance,
      ]),
    ).toEqual([
      [-501, 998, 0],
      [-2000, 0, -501],
    ]);
    const moves = await stripe.customers.listBalanceTransactions(customer.id);
    expect(moves.data.map(({ type, amount }) => [type, amount])).toEqual([
      ['applied_to_invoice', 501],
      ['applied_to_invoice', 1499],
      ['adjustment', -2000],
    ]);
  });

  test('stays a draft at renewal when automatic tax loses the customer’s place', async () => {
    const { emulator, stripe } = await givenEmulator();
    const endpoint = await givenEndpoint(stripe);
    const price = await givenPrice(stripe, { unit_amount: 1499, tax_behavior: 'exclusive' });
    const customer = await givenCustomer(stripe, 'pm_card_visa', { address: { country: 'DE', postal_code: '10115' } });
    const { id } = await stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: price.id }],
      automatic_tax: { enabled: true },
    });
    await stripe.customers.update(customer.id, { address: '' });
    await emulator.advance({ to: new Date('2026-02-01T02:00:00Z') });
    const [draft] = (await stripe.invoices.list({ subscription: id })).data;
    expect(draft).toMatchObject({
      status: 'draft',
      automatic_tax: { status: 'requires_location_inputs' },
      last_finalization_error: { code: 'customer_tax_location_invalid' },
    });
    expect(endpoint.types()).toContain('invoice.finalization_failed');
    expect((await stripe.subscriptions.retrieve(id)).status).toBe('active');
  });
});

describe('a preview', () => {
  test('of a subscription that does not exist shows its first invoice', async () => {
    const { stripe } = await givenEmulator();
    const price = await givenPrice(stripe, { unit_amount: 1499 });
    const customer = await givenCustomer(stripe);
    const preview = await stripe.invoices.createPreview({
      customer: customer.id,
      subscription_details: { items: [{ price: price.id, quantity: 3 }] },
    });
    expect(preview).toMatchObject({ total: 4497, billing_reason: 'upcoming', parent: null });
    expect(preview.id).toMatch(/^upcoming_in_/);
    await expect(stripe.invoices.retrieve(preview.id)).rejects.toMatchObject({ code: 'resource_missing' });
  });

  test('has nothing to show for a subscription that is over', async () => {
    const { stripe } = await givenEmulator();
    const price = await givenPrice(stripe, { unit_amount: 1499 });
    const customer = await givenCustomer(stripe, 'pm_card_visa');
    const { id } = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
    await stripe.subscriptions.cancel(id);
    await expect(stripe.invoices.createPreview({ subscription: id })).rejects.toMatchObject({
      code: 'invoice_upcoming_none',
    });
  });
});

describe('items of a subscription', () => {
  test('are added, changed and removed on their own, with prorations', async () => {
    const { emulator, stripe } = await givenEmulator();
    const base = await givenPrice(stripe, { unit_amount: 1000 });
    const extra = await givenPrice(stripe, { unit_amount: 3100, name: 'Extra' });
    const customer = await givenCustomer(stripe, 'pm_card_visa');
    const { id } = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: base.id }] });
    await emulator.advance({ to: new Date('2026-01-11T00:00:00Z') });
    const item = await stripe.subscriptionItems.create({ subscription: id, price: extra.id });
    await stripe.subscriptionItems.update(item.id, { quantity: 2 });
    await stripe.subscriptionItems.del(item.id);
    const pending = await stripe.invoiceItems.list({ customer: customer.id, pending: true });
    // 21 of 31 days: +2100; then −2100 +4200; then −4200.
    expect(pending.data.map(({ amount }) => amount)).toEqual([-4200, 4200, -2100, 2100]);
    expect((await stripe.subscriptionItems.list({ subscription: id })).data).toHaveLength(1);
    const rest = (await stripe.subscriptions.retrieve(id)).items.data as Stripe.SubscriptionItem[];
    await expect(stripe.subscriptionItems.del(rest[0]?.id ?? '')).rejects.toThrow('at least one');
  });
});
