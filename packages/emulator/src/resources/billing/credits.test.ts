import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { seconds } from '../../billing-cycle/given-billing.ts';
import { givenUsage } from './given-usage.ts';
import type { GivenUsage } from './given-usage.ts';

const metered = { scope: { price_type: 'metered' as const } };

function grantIn({ stripe, customer }: GivenUsage) {
  return (value: number, data: Partial<Stripe.Billing.CreditGrantCreateParams> = {}) =>
    stripe.billing.creditGrants.create({
      amount: { type: 'monetary', monetary: { currency: 'usd', value } },
      applicability_config: metered,
      customer: customer.id,
      ...data,
    });
}

async function givenSubscribed(data: Partial<Stripe.SubscriptionCreateParams> = {}) {
  const usage = await givenUsage();
  const price = await usage.meteredPrice();
  const { id } = await usage.stripe.subscriptions.create({
    customer: usage.customer.id,
    items: [{ price: price.id }],
    ...data,
  });
  /** What a grant's credits are worth now. */
  const left = async (grant: string): Promise<number | undefined> => {
    const filter = { type: 'credit_grant' as const, credit_grant: grant };
    const summary = await usage.stripe.billing.creditBalanceSummaries.retrieve({ customer: usage.customer.id, filter });
    return summary.balances[0]?.available_balance.monetary?.value;
  };
  /** The renewal at the end of a month, finalized. */
  const renewed = async (moment: string): Promise<Stripe.Invoice> => {
    await usage.emulator.advance({ to: new Date(moment) });
    return usage.latestInvoice(id);
  };
  return { ...usage, price, subscription: id, grant: grantIn(usage), left, renewed };
}

describe('a credit grant', () => {
  test('is funded when it is made, and says so', async () => {
    const usage = await givenUsage();
    const { stripe, customer } = usage;
    const grant = await grantIn(usage)(1000, { name: 'Purchased Credits', metadata: { order: '7' } });
    expect(grant).toMatchObject({
      amount: { monetary: { currency: 'usd', value: 1000 }, type: 'monetary' },
      applicability_config: { scope: { price_type: 'metered' } },
      category: 'paid',
      effective_at: seconds('2026-01-01T00:00:00Z'),
      expires_at: null,
      priority: 50,
      voided_at: null,
    });
    const { data } = await stripe.billing.creditBalanceTransactions.list({ credit_grant: grant.id });
    expect(data).toMatchObject([
      {
        type: 'credit',
        credit: { type: 'credits_granted', amount: { monetary: { currency: 'usd', value: 1000 } } },
        debit: null,
      },
    ]);
    const [transaction] = data;
    expect(await stripe.billing.creditBalanceTransactions.retrieve(transaction?.id ?? '')).toEqual(transaction);
    expect((await stripe.billing.creditGrants.list({ customer: customer.id })).data).toEqual([grant]);
    expect(await stripe.billing.creditGrants.retrieve(grant.id)).toEqual(grant);
    const types = (await stripe.events.list({ limit: 2 })).data.map(({ type }) => type);
    expect(types).toEqual(['billing.credit_balance_transaction.created', 'billing.credit_grant.created']);
  });

  test('becomes effective later, and expires with what is left', async () => {
    const usage = await givenUsage();
    const grant = await grantIn(usage)(500, {
      effective_at: seconds('2026-01-10T00:00:00Z'),
      expires_at: seconds('2026-01-20T00:00:00Z'),
    });
    const movements = async () => {
      const { data } = await usage.stripe.billing.creditBalanceTransactions.list({ customer: usage.customer.id });
      return data.map(({ credit, debit }) => credit?.type ?? debit?.type);
    };
    expect(await movements()).toEqual([]);
    await usage.emulator.advance({ to: new Date('2026-01-10T00:00:00Z') });
    expect(await movements()).toEqual(['credits_granted']);
    await usage.emulator.advance({ to: new Date('2026-01-20T00:00:00Z') });
    expect(await movements()).toEqual(['credits_expired', 'credits_granted']);
    await expect(usage.stripe.billing.creditGrants.expire(grant.id)).rejects.toThrow('expired already');
  });

  test('is changed in its expiry and metadata, expired at once, or voided while nothing of it is used', async () => {
    const usage = await givenUsage();
    const { creditGrants } = usage.stripe.billing;
    const first = await grantIn(usage)(500);
    const expires_at = seconds('2026-06-01T00:00:00Z');
    expect(await creditGrants.update(first.id, { expires_at, metadata: { why: 'promised' } })).toMatchObject({
      expires_at,
      metadata: { why: 'promised' },
    });
    expect((await creditGrants.update(first.id, { expires_at: '' })).expires_at).toBeNull();
    await expect(creditGrants.update(first.id, { expires_at: 1 })).rejects.toMatchObject({ param: 'expires_at' });
    expect((await creditGrants.expire(first.id)).expires_at).toBe(seconds('2026-01-01T00:00:00Z'));
    const second = await grantIn(usage)(500);
    expect((await creditGrants.voidGrant(second.id)).voided_at).toBe(seconds('2026-01-01T00:00:00Z'));
    await expect(creditGrants.update(second.id, { expires_at })).rejects.toThrow('voided already');
    const summary = await usage.stripe.billing.creditBalanceSummaries.retrieve({
      customer: usage.customer.id,
      filter: { type: 'applicability_scope', applicability_scope: { price_type: 'metered' } },
    });
    expect(summary.balances).toEqual([
      {
        available_balance: { monetary: { currency: 'usd', value: 0 }, type: 'monetary' },
        ledger_balance: { monetary: { currency: 'usd', value: 0 }, type: 'monetary' },
      },
    ]);
  });

  test.each([
    ['no amount', { amount: { type: 'monetary' as const } }, 'amount[monetary]'],
    [
      'nothing',
      { amount: { type: 'monetary' as const, monetary: { currency: 'usd', value: 0 } } },
      'amount[monetary][value]',
    ],
    [
      'no currency',
      { amount: { type: 'monetary' as const, monetary: { currency: 'xxx', value: 1 } } },
      'amount[monetary][currency]',
    ],
    [
      'an unknown price',
      { applicability_config: { scope: { prices: [{ id: 'price_x' }] } } },
      'applicability_config[scope][prices][0][id]',
    ],
    ['an expiry in the past', { expires_at: 1 }, 'expires_at'],
    ['a priority beyond 100', { priority: 101 }, 'priority'],
    ['an unknown customer', { customer: 'cus_x' }, 'customer'],
    ['an account', { customer_account: 'acct_1' }, 'customer_account'],
  ])('is refused with %s', async (_, data, param) => {
    await expect(grantIn(await givenUsage())(100, data)).rejects.toMatchObject({ param });
  });

  test('is asked about by its own id or by what it may pay for', async () => {
    const usage = await givenUsage();
    const { id } = await grantIn(usage)(100);
    const summary = (filter: Stripe.Billing.CreditBalanceSummaryRetrieveParams.Filter, customer = usage.customer.id) =>
      usage.stripe.billing.creditBalanceSummaries.retrieve({ customer, filter });
    await expect(summary({ type: 'credit_grant' })).rejects.toMatchObject({ param: 'filter[credit_grant]' });
    await expect(summary({ type: 'applicability_scope' })).rejects.toMatchObject({
      param: 'filter[applicability_scope]',
    });
    const other = await usage.stripe.customers.create();
    await expect(summary({ type: 'credit_grant', credit_grant: id }, other.id)).rejects.toThrow('does not belong');
  });

  test('is for metered prices, and not for both a type and prices', async () => {
    const usage = await givenUsage();
    const flat = await usage.meteredPrice({ recurring: { interval: 'month' } });
    const asked = { applicability_config: { scope: { prices: [{ id: flat.id }] } } };
    await expect(grantIn(usage)(100, asked)).rejects.toThrow('has no billing meter');
    const both = { applicability_config: { scope: { price_type: 'metered' as const, prices: [{ id: flat.id }] } } };
    await expect(grantIn(usage)(100, both)).rejects.toMatchObject({
      message: expect.stringContaining('one of these parameters'),
    });
  });
});

describe('credits on an invoice', () => {
  test('pay for metered lines, after discounts and before tax, and what is left pays for the next one', async () => {
    const ground = await givenSubscribed();
    const { stripe, subscription, use, grant, renewed, left } = ground;
    const coupon = await stripe.coupons.create({ percent_off: 10, duration: 'forever' });
    const rate = await stripe.taxRates.create({ display_name: 'VAT', percentage: 20, inclusive: false });
    await stripe.subscriptions.update(subscription, {
      discounts: [{ coupon: coupon.id }],
      default_tax_rates: [rate.id],
    });
    const { id } = await grant(5000);
    await use(40);
    // 40 × $1.00, less 10 % = $36.00, all paid by credits: nothing to tax.
    const january = await renewed('2026-02-01T02:00:00Z');
    expect(january).toMatchObject({ status: 'paid', subtotal: 4000, total: 0, amount_due: 0, total_excluding_tax: 0 });
    const transaction = january.lines.data[0]?.pretax_credit_amounts?.[1]?.credit_balance_transaction;
    expect(january.lines.data[0]?.pretax_credit_amounts).toEqual([
      { amount: 400, discount: expect.any(String), type: 'discount' },
      { amount: 3600, credit_balance_transaction: transaction, type: 'credit_balance_transaction' },
    ]);
    expect(january.total_pretax_credit_amounts).toMatchObject([{ amount: 400 }, { amount: 3600 }]);
    expect(await left(id)).toBe(1400);
    const booked = await stripe.billing.creditBalanceTransactions.retrieve(transaction as string);
    expect(booked).toMatchObject({
      credit_grant: id,
      debit: {
        type: 'credits_applied',
        amount: { monetary: { value: 3600 } },
        credits_applied: { invoice: january.id, invoice_line_item: january.lines.data[0]?.id },
      },
    });
    await use(40);
    // $36.00 less the $14.00 left = $22.00, and 20 % of that.
    const february = await renewed('2026-03-01T02:00:00Z');
    expect(february).toMatchObject({ status: 'paid', total_excluding_tax: 2200, total: 2640, amount_paid: 2640 });
    expect(await left(id)).toBe(0);
  });

  test('are used up by priority, then the sooner expiring, then promotional, then the earlier effective', async () => {
    const { use, grant, renewed, left } = await givenSubscribed();
    const soon = seconds('2026-06-01T00:00:00Z');
    const late = seconds('2026-12-01T00:00:00Z');
    const inWrongOrder = [
      await grant(100, { effective_at: seconds('2025-12-02T00:00:00Z') }),
      await grant(100, { effective_at: seconds('2025-12-01T00:00:00Z') }),
      await grant(100, { category: 'promotional' }),
      await grant(100, { expires_at: late }),
      await grant(100, { expires_at: soon }),
      await grant(100, { priority: 10 }),
    ];
    const order = inWrongOrder.toReversed().map(({ id }) => id);
    for (const [month, paidBy] of order.slice(0, 4).entries()) {
      await use(1);
      await renewed(`2026-0${month + 2}-01T02:00:00Z`);
      expect([await left(paidBy), await left(order[month + 1] ?? '')]).toEqual([0, 100]);
    }
  });

  test('pay only for the prices they are for, in their currency, and not for licensed ones', async () => {
    const { stripe, customer, use, grant, renewed, left, price, subscription, meteredPrice } = await givenSubscribed();
    const other = await meteredPrice();
    const seat = await meteredPrice({ recurring: { interval: 'month' }, unit_amount: 900 });
    const elsewhere = await grant(1000, { applicability_config: { scope: { prices: [{ id: other.id }] } } });
    const euros = await stripe.billing.creditGrants.create({
      amount: { type: 'monetary', monetary: { currency: 'eur', value: 1000 } },
      applicability_config: metered,
      customer: customer.id,
    });
    const here = await grant(1000, { applicability_config: { scope: { prices: [{ id: price.id }] } } });
    await stripe.subscriptions.update(subscription, { items: [{ price: seat.id }], proration_behavior: 'none' });
    await use(3);
    expect(await renewed('2026-02-01T02:00:00Z')).toMatchObject({ subtotal: 1200, total: 900, status: 'paid' });
    expect([await left(elsewhere.id), await left(euros.id), await left(here.id)]).toEqual([1000, 1000, 700]);
    const filter = { type: 'applicability_scope' as const, applicability_scope: { prices: [{ id: price.id }] } };
    const summary = await stripe.billing.creditBalanceSummaries.retrieve({ customer: customer.id, filter });
    expect(summary.balances.map(({ ledger_balance }) => ledger_balance.monetary)).toEqual([
      { currency: 'eur', value: 1000 },
      { currency: 'usd', value: 700 },
    ]);
  });

  test('leave the rest to the customer’s balance', async () => {
    const { stripe, customer, use, grant, renewed } = await givenSubscribed();
    await stripe.customers.createBalanceTransaction(customer.id, { amount: -200, currency: 'usd' });
    await grant(500);
    await use(10);
    // $10.00, less $5.00 of credits, less $2.00 of balance.
    expect(await renewed('2026-02-01T02:00:00Z')).toMatchObject({
      total: 500,
      starting_balance: -200,
      amount_due: 300,
    });
  });

  test('come back when the invoice is voided, and are lost where the grant is over by then', async () => {
    const { emulator, stripe, use, grant, renewed, left } = await givenSubscribed({
      collection_method: 'send_invoice',
      days_until_due: 60,
    });
    const kept = await grant(300, { priority: 1 });
    const over = await grant(300, { expires_at: seconds('2026-02-10T00:00:00Z') });
    await use(10);
    const invoice = await renewed('2026-02-01T02:00:00Z');
    expect(invoice).toMatchObject({ status: 'open', total: 400 });
    await expect(stripe.billing.creditGrants.voidGrant(kept.id)).rejects.toThrow('cannot be voided');
    await emulator.advance({ to: new Date('2026-02-11T00:00:00Z') });
    await stripe.invoices.voidInvoice(invoice.id);
    expect([await left(kept.id), await left(over.id)]).toEqual([300, 0]);
    const { data } = await stripe.billing.creditBalanceTransactions.list({ credit_grant: over.id });
    expect(data.map(({ credit, debit }) => credit?.type ?? debit?.type)).toEqual([
      'credits_expired',
      'credits_application_invoice_voided',
      'credits_applied',
      'credits_granted',
    ]);
    expect(data[1]?.credit?.credits_application_invoice_voided?.invoice).toBe(invoice.id);
  });

  test('are untouched by a draft that cannot be finalized', async () => {
    const { use, grant, renewed, left } = await givenSubscribed();
    const { id } = await grant(300);
    await use(2_000_000);
    const invoice = await renewed('2026-02-01T02:00:00Z');
    expect(invoice).toMatchObject({ status: 'draft', last_finalization_error: { code: 'amount_too_large' } });
    expect(await left(id)).toBe(300);
  });
});
