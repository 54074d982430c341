// Every way from one status of a subscription to another.
import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import type { Emulator } from '../create-emulator.ts';
import { givenEmulator } from '../testing/given-emulator.ts';
import { givenCustomer, givenPrice } from './given-billing.ts';
import type { BillingSettings } from './settings.ts';

interface Case {
  card?: string | undefined;
  settings?: Partial<BillingSettings>;
  unitAmount?: number;
  params?: Partial<Stripe.SubscriptionCreateParams>;
  /** The card that pays from the day after on. */
  laterCard?: string;
  /** The clock at the end. */
  until?: string;
  after?: (stripe: Stripe, subscription: Stripe.Subscription, emulator: Emulator) => Promise<unknown>;
}

async function statusOf({
  settings,
  unitAmount = 1000,
  params,
  laterCard,
  until,
  after,
  ...rest
}: Case): Promise<string> {
  const { emulator, stripe } = await givenEmulator({ settings: { retryDays: [1], ...settings } });
  const price = await givenPrice(stripe, { unit_amount: unitAmount });
  const card = 'card' in rest ? rest.card : 'pm_card_visa';
  const { id: customer } = await givenCustomer(stripe, card);
  const created = await stripe.subscriptions.create({ customer, items: [{ price: price.id }], ...params });
  if (laterCard !== undefined) await payWith(stripe, { customer, card: laterCard });
  if (until !== undefined) await emulator.advance({ to: new Date(until) });
  await after?.(stripe, await stripe.subscriptions.retrieve(created.id), emulator);
  return (await stripe.subscriptions.retrieve(created.id)).status;
}

async function payWith(stripe: Stripe, { customer, card }: { customer: string; card: string }): Promise<void> {
  const method = await stripe.paymentMethods.attach(card, { customer });
  await stripe.customers.update(customer, { invoice_settings: { default_payment_method: method.id } });
}

async function pay(stripe: Stripe, { latest_invoice: invoice, customer }: Stripe.Subscription): Promise<void> {
  const method = await stripe.paymentMethods.attach('pm_card_visa', { customer: customer as string });
  await stripe.invoices.pay(invoice as string, { payment_method: method.id });
}

const failing = { laterCard: 'pm_card_chargeCustomerFail', until: '2026-02-01T01:00:00Z' };
const exhausted = { ...failing, until: '2026-02-02T01:00:00Z' };
const trial = { trial_period_days: 10 };
const afterTrial = '2026-01-11T00:00:00Z';
const without = (missing: 'cancel' | 'pause'): Case => ({
  card: undefined,
  params: { ...trial, trial_settings: { end_behavior: { missing_payment_method: missing } } },
  until: afterTrial,
});

describe('a subscription is created', () => {
  const cases: [string, string, Case][] = [
    ['active', 'when its first invoice is paid', {}],
    ['active', 'when nothing is owed', { card: undefined, unitAmount: 0 }],
    ['active', 'when its invoices are sent', { params: { collection_method: 'send_invoice', days_until_due: 7 } }],
    ['trialing', 'with a trial', { params: trial }],
    ['incomplete', 'when its card is declined', { card: 'pm_card_chargeCustomerFail' }],
    ['incomplete', 'when the bank wants to ask', { card: 'pm_card_threeDSecure2Required' }],
    ['incomplete', 'when the customer is to confirm', { params: { payment_behavior: 'default_incomplete' } }],
  ];
  test.each(cases)('%s %s', async (status, _why, given) => {
    expect(await statusOf(given)).toBe(status);
  });
});

describe('a subscription becomes', () => {
  const declined = { card: 'pm_card_chargeCustomerFail' };
  const sent = { params: { collection_method: 'send_invoice', days_until_due: 7 } } as const;
  const forgive: Case['after'] = (stripe, { latest_invoice: invoice }) =>
    stripe.invoices.markUncollectible(invoice as string);
  const cases: [string, string, Case][] = [
    ['active', 'when incomplete and paid in time', { ...declined, after: pay }],
    ['incomplete_expired', 'when incomplete for 23 hours', { ...declined, until: '2026-01-01T23:00:00Z' }],
    ['active', 'when its trial ends', { params: trial, until: afterTrial }],
    ['canceled', 'when its trial ends without a method, if so set', without('cancel')],
    ['paused', 'when its trial ends without a method, if so set', without('pause')],
    ['past_due', 'when its renewal fails', failing],
    ['past_due', 'when a sent invoice is overdue', { ...sent, until: '2026-01-08T02:00:00Z' }],
    ['active', 'when past due and paid', { ...failing, after: pay }],
    ['active', 'when past due and forgiven', { ...failing, after: forgive }],
    ['canceled', 'when the retries are over', exhausted],
    ['unpaid', 'when the retries are over, if so set', { ...exhausted, settings: { afterLastRetry: 'unpaid' } }],
    ['past_due', 'when the retries are over, if so set', { ...exhausted, settings: { afterLastRetry: 'past_due' } }],
    ['paused', 'when the retries are over, if so set', { ...exhausted, settings: { afterLastRetry: 'pause' } }],
    ['paused', 'when its renewal fails, if so set', { ...failing, settings: { afterFirstFailure: 'pause' } }],
    ['active', 'when unpaid and paid', { ...exhausted, settings: { afterLastRetry: 'unpaid' }, after: pay }],
    ['active', 'when unpaid and forgiven', { ...exhausted, settings: { afterLastRetry: 'unpaid' }, after: forgive }],
    ['canceled', 'when it is cancelled', { after: (stripe, { id }) => stripe.subscriptions.cancel(id) }],
    [
      'paused',
      'when it is paused',
      { after: (stripe, { id }) => stripe.subscriptions.pause(id, { type: 'subscription' }) },
    ],
    [
      'paused',
      'when past due and paused',
      { ...failing, after: (stripe, { id }) => stripe.subscriptions.pause(id, { type: 'subscription' }) },
    ],
    [
      'active',
      'when paused and resumed',
      {
        after: async (stripe, { id }) => {
          await stripe.subscriptions.pause(id, { type: 'subscription' });
          await stripe.subscriptions.resume(id, { payment_behavior: 'resume_on_payment_success' });
        },
      },
    ],
  ];
  test.each(cases)('%s %s', async (status, _when, given) => {
    expect(await statusOf(given)).toBe(status);
  });
});

// https://docs.stripe.com/billing/invoices/subscription#void-an-invoice-generated-by-a-subscription
describe('voiding the latest invoice of a subscription', () => {
  const voided: Case['after'] = (stripe, { latest_invoice: invoice }) => stripe.invoices.voidInvoice(invoice as string);

  test('expires one that waits for its first payment', async () => {
    expect(await statusOf({ card: 'pm_card_chargeCustomerFail', after: voided })).toBe('incomplete_expired');
  });

  test('leaves it to the one before: paid, it is active again; behind with its first invoice, it is active too', async () => {
    expect(await statusOf({ ...failing, after: voided })).toBe('active');
    const firstFails: Case = {
      card: undefined,
      params: { ...trial, trial_settings: { end_behavior: { missing_payment_method: 'create_invoice' } } },
      until: '2026-01-11T02:00:00Z',
    };
    expect([await statusOf(firstFails), await statusOf({ ...firstFails, after: voided })]).toEqual([
      'past_due',
      'active',
    ]);
  });

  test('changes nothing while an invoice before it is overdue, or not to be tried any more', async () => {
    const sends: Case = {
      params: { collection_method: 'send_invoice', days_until_due: 10 },
      until: '2026-02-20T00:00:00Z',
    };
    expect(await statusOf({ ...sends, after: voided })).toBe('past_due');
    const settings: Case['settings'] = { afterLastRetry: 'past_due' };
    expect(await statusOf({ ...failing, settings, until: '2026-03-03T00:00:00Z', after: voided })).toBe('past_due');
  });
});

test('Lists leave the cancelled out, unless they are asked for; ended ones are those that were never paid too', async () => {
  const { emulator, stripe } = await givenEmulator();
  const price = await givenPrice(stripe, { unit_amount: 1000 });
  const { id: customer } = await givenCustomer(stripe, 'pm_card_visa');
  const items = [{ price: price.id }];
  const active = await stripe.subscriptions.create({ customer, items });
  const canceled = await stripe.subscriptions.create({ customer, items });
  await stripe.subscriptions.cancel(canceled.id);
  const unpaid = await stripe.subscriptions.create({ customer, items, payment_behavior: 'default_incomplete' });
  await emulator.advance({ to: new Date('2026-01-02T00:00:00Z') });
  const ids = async (status?: 'all' | 'ended'): Promise<string[]> => {
    const { data } = await stripe.subscriptions.list({ customer, ...(status ? { status } : {}) });
    return data.map(({ id }) => id);
  };
  expect(await ids()).toEqual([unpaid.id, active.id]);
  expect(await ids('all')).toEqual([unpaid.id, canceled.id, active.id]);
  expect(await ids('ended')).toEqual([unpaid.id, canceled.id]);
  const found = await stripe.subscriptions.search({ query: "status:'active'" });
  expect(found.data.map(({ id }) => id)).toEqual([active.id]);
});
