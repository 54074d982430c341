import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import type { Emulator } from '../create-emulator.ts';
import { givenEmulator } from '../testing/given-emulator.ts';
import { day, givenCustomer, givenPrice, seconds } from './given-billing.ts';
import type { BillingSettings } from './settings.ts';

interface Failing {
  emulator: Emulator;
  stripe: Stripe;
  customer: string;
  id: string;
  /** Pays the open invoice with a card that works. */
  pay: () => Promise<Stripe.Subscription>;
}

/** $14.99 a month, whose card fails from the renewal on 1 February on; that renewal has failed. */
async function givenFailed(
  settings: Partial<BillingSettings>,
  mode: 'classic' | 'flexible' = 'flexible',
): Promise<Failing> {
  const { emulator, stripe } = await givenEmulator({ settings });
  const price = await givenPrice(stripe, { unit_amount: 1499 });
  const { id: customer } = await givenCustomer(stripe, 'pm_card_visa');
  const { id } = await stripe.subscriptions.create({
    customer,
    items: [{ price: price.id }],
    billing_mode: { type: mode },
  });
  const broken = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer });
  await stripe.customers.update(customer, { invoice_settings: { default_payment_method: broken.id } });
  await emulator.advance({ to: new Date('2026-02-01T01:00:00Z') });
  const pay = async (): Promise<Stripe.Subscription> => {
    const card = await stripe.paymentMethods.attach('pm_card_visa', { customer });
    const { latest_invoice: invoice } = await stripe.subscriptions.retrieve(id);
    await stripe.invoices.pay(invoice as string, { payment_method: card.id });
    return stripe.subscriptions.retrieve(id);
  };
  return { emulator, stripe, customer, id, pay };
}

const first = { afterFirstFailure: 'pause', retryDays: [60] } as const;

describe('a subscription that pauses with the first failed renewal', () => {
  test('keeps its invoice collectible, and goes on in the same period once that is paid', async () => {
    const { emulator, stripe, customer, id, pay } = await givenFailed(first);
    const paused = await stripe.subscriptions.retrieve(id, { expand: ['latest_invoice'] });
    expect(paused).toMatchObject({
      status: 'paused',
      status_details: { paused: { subscription: { type: 'first_payment_failure' } } },
      latest_invoice: { status: 'open', attempt_count: 1, next_payment_attempt: seconds('2026-04-02T01:00:00Z') },
    });
    await emulator.advance({ to: new Date('2026-02-03T00:00:00Z') });
    const resumed = await pay();
    expect(resumed.status).toBe('active');
    expect(resumed).not.toHaveProperty('status_details');
    expect(day(resumed.items.data[0]?.current_period_end)).toBe('2026-03-01');
    // The invoice billed all of February: nothing more is owed for it.
    expect((await stripe.invoiceItems.list({ customer, pending: true })).data).toEqual([]);
  });

  test('owes the rest of the running period when the one that was billed is over', async () => {
    const { emulator, stripe, customer, pay } = await givenFailed(first);
    await emulator.advance({ to: new Date('2026-03-10T00:00:00Z') });
    const resumed = await pay();
    expect(day(resumed.items.data[0]?.current_period_end)).toBe('2026-04-01');
    // 22 of 31 days of 1499: 1063.8.
    const { data } = await stripe.invoiceItems.list({ customer, pending: true });
    expect(data.map(({ amount }) => amount)).toEqual([1064]);
  });

  test('may begin a new cycle, with what is left of the paid period given back', async () => {
    const { emulator, stripe, pay } = await givenFailed({ ...first, anchorAfterPause: 'now' });
    await emulator.advance({ to: new Date('2026-02-03T00:00:00Z') });
    const resumed = await pay();
    expect(day(resumed.items.data[0]?.current_period_end)).toBe('2026-03-03');
    // 26 of February's 28 days back: −1391.93; and a month: 1499.
    expect(await stripe.invoices.retrieve(resumed.latest_invoice as string)).toMatchObject({
      status: 'draft',
      total: 107,
    });
  });

  test('goes on as well when the invoice is written off by hand, and only where the account is set so', async () => {
    const { stripe, id } = await givenFailed(first);
    const { latest_invoice: invoice } = await stripe.subscriptions.retrieve(id);
    await stripe.invoices.markUncollectible(invoice as string);
    expect((await stripe.subscriptions.retrieve(id)).status).toBe('active');
    const other = await givenFailed({ ...first, resumesWhenSettled: false });
    expect((await other.pay()).status).toBe('paused');
    expect((await other.stripe.subscriptions.resume(other.id)).id).toBe(other.id);
  });

  test('is past due instead where it cannot be paused', async () => {
    const { stripe, id } = await givenFailed(first, 'classic');
    expect((await stripe.subscriptions.retrieve(id)).status).toBe('past_due');
  });
});

describe('a subscription that pauses when the last retry failed', () => {
  test('is paused, or cancelled where it cannot be', async () => {
    const last = { afterLastRetry: 'pause', retryDays: [1] } as const;
    for (const [mode, status] of [
      ['flexible', 'paused'],
      ['classic', 'canceled'],
    ] as const) {
      const { emulator, stripe, id } = await givenFailed(last, mode);
      expect((await stripe.subscriptions.retrieve(id)).status).toBe('past_due');
      await emulator.advance({ to: new Date('2026-02-02T01:00:00Z') });
      expect((await stripe.subscriptions.retrieve(id)).status).toBe(status);
    }
  });

  test('says so', async () => {
    const { stripe, id } = await givenFailed({ afterLastRetry: 'pause', retryDays: [] });
    expect((await stripe.subscriptions.retrieve(id)).status_details).toMatchObject({
      paused: { type: 'subscription', subscription: { type: 'final_payment_failure' } },
    });
  });
});
