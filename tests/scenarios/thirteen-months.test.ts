import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import mmarkov from '../../catalogs/mmarkov.ts';
import { givenPerson, type Person } from './given-person.ts';
import { givenProduct, type Product } from './given-product.ts';

/** What every witness must say at one moment of the story. */
interface Truth {
  status: string | null;
  tier: string;
  periodEnd: string | null;
  cancels?: boolean;
  mails: string[];
  paidInvoices: number;
}

// Thirteen months of one subscriber. She starts on the last day of January, so every renewal asks whether month ends return.
describe('a subscriber of MMarkov, month by month', () => {
  let product: Product;
  let ann: Person;
  let subscriptionId: string;

  beforeAll(async () => {
    product = await givenProduct({ catalog: mmarkov, at: '2026-01-31T10:00:00Z' });
    ann = await givenPerson(product, { id: 'user_ann', email: 'ann@example.com', name: 'Ann Fighter' });
  });
  afterAll(() => product.close());

  /** Database, entitlements, mails, API and Stripe must tell the same story. */
  async function expectTruth({ status, tier, periodEnd, cancels = false, mails, paidInvoices }: Truth): Promise<void> {
    const { billing } = product;
    const told = await ann.subscription();
    const account = await ann.account();
    const row = await billing.db
      .selectFrom('subscriptions')
      .selectAll()
      .where('id', '=', subscriptionId)
      .executeTakeFirstOrThrow();
    const entitlement = await billing.db
      .selectFrom('entitlements')
      .selectAll()
      .where('user_id', '=', ann.id)
      .executeTakeFirstOrThrow();
    const atStripe = await billing.stripe.subscriptions.retrieve(subscriptionId);
    const paid = await billing.stripe.invoices.list({ subscription: subscriptionId, status: 'paid', limit: 100 });
    const paidRows = await billing.db
      .selectFrom('invoices')
      .select('id')
      .where('subscription_id', '=', subscriptionId)
      .where('status', '=', 'paid')
      .execute();

    expect(told?.status ?? null).toBe(status);
    expect(row.status).toBe(atStripe.status);
    expect(status ?? 'canceled').toBe(atStripe.status);
    expect(account.tier).toBe(tier);
    expect(entitlement.tier).toBe(tier);
    expect(told === null ? null : new Date(told.current_period_end * 1000).toISOString()).toBe(periodEnd);
    if (periodEnd !== null) expect(row.current_period_end.toISOString()).toBe(periodEnd);
    expect(told?.cancel_at_period_end ?? false).toBe(cancels);
    expect((await ann.mail()).map((mail) => mail.subject)).toEqual(
      mails.map((subject) => expect.stringMatching(subject)),
    );
    expect(paid.data).toHaveLength(paidInvoices);
    expect(paidRows).toHaveLength(paidInvoices);
    for (const invoice of paid.data) expect(invoice.amount_paid).toBe(1499);
  }

  test('31 January: she pays $14.99 and may use Lightweight', async () => {
    const next = await ann.checkOut({ tier: 'lightweight', billingPeriod: 'monthly', card: '4242424242424242' });
    expect(next).toMatch(/^http:\/\/app\.test\/subscription\/success\?session_id=cs_test_/);
    await product.catchUp();
    subscriptionId = (await ann.subscription())?.id ?? '';
    await expectTruth({
      status: 'active',
      tier: 'lightweight',
      periodEnd: '2026-02-28T10:00:00.000Z',
      mails: ['Welcome'],
      paidInvoices: 1,
    });
  });

  const renewals = [
    ['2026-02-28', '2026-03-31'],
    ['2026-03-31', '2026-04-30'],
    ['2026-04-30', '2026-05-31'],
    ['2026-05-31', '2026-06-30'],
    ['2026-06-30', '2026-07-31'],
  ] as const;
  test.each(renewals)('%s: the plan renews until %s, and nobody is written to', async (day, until) => {
    await product.moveTo(`${day}T12:00:00Z`);
    await expectTruth({
      status: 'active',
      tier: 'lightweight',
      periodEnd: `${until}T10:00:00.000Z`,
      mails: ['Welcome'],
      paidInvoices: 2 + renewals.findIndex(([renewal]) => renewal === day),
    });
  });

  test('31 July: her card is declined; she keeps access and learns where to pay', async () => {
    const { stripe } = product.billing;
    const customer = (await stripe.subscriptions.retrieve(subscriptionId)).customer as string;
    const failing = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer });
    await stripe.subscriptions.update(subscriptionId, { default_payment_method: failing.id });
    await product.moveTo('2026-07-31T12:00:00Z');
    await expectTruth({
      status: 'past_due',
      tier: 'lightweight',
      periodEnd: '2026-08-31T10:00:00.000Z',
      mails: ['Welcome', 'payment'],
      paidInvoices: 6,
    });
    const account = await ann.account();
    const invoiceUrl = account.subscription?.open_invoice_url ?? 'nowhere';
    const [, warning] = await ann.mail();
    expect(warning?.text).toContain(invoiceUrl);
    expect(warning?.html).toContain(invoiceUrl);
    expect(account.subscription?.last_payment_error).toMatch(/declined/i);
    expect(account.subscription?.next_payment_attempt).toMatch(/^2026-08-03T/);
  });

  test('3 August: a new card pays at the next attempt, and she is a subscriber as before', async () => {
    const { stripe } = product.billing;
    const customer = (await stripe.subscriptions.retrieve(subscriptionId)).customer as string;
    const working = await stripe.paymentMethods.attach('pm_card_mastercard', { customer });
    await stripe.subscriptions.update(subscriptionId, { default_payment_method: working.id });
    await product.moveTo('2026-08-03T13:00:00Z');
    await expectTruth({
      status: 'active',
      tier: 'lightweight',
      periodEnd: '2026-08-31T10:00:00.000Z',
      mails: ['Welcome', 'payment'],
      paidInvoices: 7,
    });
    expect((await ann.account()).subscription).toMatchObject({ last_payment_error: null, open_invoice_url: null });
  });

  test.each([
    ['2026-08-31', '2026-09-30', 8],
    ['2026-09-30', '2026-10-31', 9],
    ['2026-10-31', '2026-11-30', 10],
    ['2026-11-30', '2026-12-31', 11],
    ['2026-12-31', '2027-01-31', 12],
  ])('%s: the plan renews until %s with the new card', async (day, until, paidInvoices) => {
    await product.moveTo(`${day}T12:00:00Z`);
    await expectTruth({
      status: 'active',
      tier: 'lightweight',
      periodEnd: `${until}T10:00:00.000Z`,
      mails: ['Welcome', 'payment'],
      paidInvoices,
    });
  });

  test('10 January: she cancels, keeps what she paid for and has it in writing', async () => {
    await product.moveTo('2027-01-10T09:00:00Z');
    await product.billing.stripe.subscriptions.update(subscriptionId, { cancel_at_period_end: true });
    await product.catchUp();
    await expectTruth({
      status: 'active',
      tier: 'lightweight',
      periodEnd: '2027-01-31T10:00:00.000Z',
      cancels: true,
      mails: ['Welcome', 'payment', 'cancel|ends'],
      paidInvoices: 12,
    });
    expect((await ann.mail()).at(-1)?.text).toContain('January 31, 2027');
  });

  test('31 January: the plan ends, the free tier is left, and nothing more is charged or written', async () => {
    await product.moveTo('2027-01-31T12:00:00Z');
    await product.moveTo('2027-02-28T12:00:00Z');
    await expectTruth({
      status: null,
      tier: 'strawweight',
      periodEnd: null,
      mails: ['Welcome', 'payment', 'cancel|ends'],
      paidInvoices: 12,
    });
  });

  test('afterwards the books balance: twelve payments less twelve fees', async () => {
    const { stripe } = product.billing;
    const transactions = await stripe.balanceTransactions.list({ limit: 100 });
    const fee = Math.round(1499 * 0.029) + 30;
    expect(transactions.data).toHaveLength(12);
    expect(transactions.data.reduce((sum, { net }) => sum + net, 0)).toBe(12 * (1499 - fee));
    const balance = await stripe.balance.retrieve();
    const total = [...balance.available, ...balance.pending].reduce((sum, { amount }) => sum + amount, 0);
    expect(total).toBe(12 * (1499 - fee));
  });
});
