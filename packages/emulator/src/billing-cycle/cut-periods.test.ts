import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { givenEmulator } from '../testing/given-emulator.ts';
import { day, givenCustomer, givenPrice, seconds } from './given-billing.ts';

const middle = seconds('2026-01-16T12:00:00Z');

async function givenMonthly(params: Partial<Stripe.SubscriptionCreateParams> = {}) {
  const { emulator, stripe } = await givenEmulator();
  const price = await givenPrice(stripe, { unit_amount: 1000 });
  const { id: customer } = await givenCustomer(stripe, 'pm_card_visa');
  const { id } = await stripe.subscriptions.create({ customer, items: [{ price: price.id }], ...params });
  const pending = async (): Promise<number[]> =>
    (await stripe.invoiceItems.list({ customer, pending: true })).data.map(({ amount }) => amount);
  return { emulator, stripe, customer, id, pending };
}

describe('an end inside the current period', () => {
  test('gives the time after it back, and the credit becomes a balance when the end comes', async () => {
    const { emulator, stripe, customer, id, pending } = await givenMonthly();
    await emulator.advance({ to: new Date('2026-01-05T00:00:00Z') });
    const preview = await stripe.invoices.createPreview({
      subscription: id,
      subscription_details: { cancel_at: middle },
    });
    expect(preview.total).toBe(-500);
    expect(await pending()).toEqual([]);
    const cut = await stripe.subscriptions.update(id, { cancel_at: middle });
    expect(cut).toMatchObject({ cancel_at: middle, cancel_at_period_end: false });
    expect(cut.items.data[0]?.current_period_end).toBe(middle);
    expect(await pending()).toEqual([-500]);
    await emulator.advance({ to: new Date('2026-01-16T13:00:00Z') });
    expect((await stripe.subscriptions.retrieve(id)).status).toBe('canceled');
    const { balance } = (await stripe.customers.retrieve(customer)) as Stripe.Customer;
    expect(balance).toBe(-500);
  });

  test('gives nothing back where nothing is to be prorated', async () => {
    const { stripe, id, pending } = await givenMonthly();
    const kept = await stripe.subscriptions.update(id, { cancel_at: middle, proration_behavior: 'none' });
    expect(day(kept.items.data[0]?.current_period_end)).toBe('2026-02-01');
    expect(await pending()).toEqual([]);
  });

  test('that is taken back bills the time after it again', async () => {
    const { emulator, stripe, id } = await givenMonthly();
    await stripe.subscriptions.update(id, { cancel_at: middle });
    await stripe.subscriptions.update(id, { cancel_at: '' });
    await emulator.advance({ to: new Date('2026-01-16T13:00:00Z') });
    const going = await stripe.subscriptions.retrieve(id, { expand: ['latest_invoice'] });
    expect(day(going.items.data[0]?.current_period_end)).toBe('2026-02-01');
    expect((going.latest_invoice as Stripe.Invoice).lines.data.map(({ amount }) => amount)).toEqual([-500, 500]);
  });

  test('known from the start shortens the first period', async () => {
    const { stripe, id } = await givenMonthly({ cancel_at: middle });
    const { items, latest_invoice: invoice } = await stripe.subscriptions.retrieve(id, { expand: ['latest_invoice'] });
    expect(items.data[0]?.current_period_end).toBe(middle);
    expect(invoice).toMatchObject({ status: 'paid', amount_paid: 500 });
  });
});

test('An end in a later period is billed until then, whatever the proration', async () => {
  const { emulator, stripe, id } = await givenMonthly();
  await stripe.subscriptions.update(id, {
    cancel_at: seconds('2026-02-15T00:00:00Z'),
    proration_behavior: 'none',
  });
  await emulator.advance({ to: new Date('2026-02-01T01:00:00Z') });
  const last = await stripe.subscriptions.retrieve(id, { expand: ['latest_invoice'] });
  // 14 of February's 28 days.
  expect(last.latest_invoice).toMatchObject({ status: 'paid', amount_paid: 500 });
  await emulator.advance({ to: new Date('2026-02-15T00:00:00Z') });
  expect((await stripe.subscriptions.retrieve(id)).status).toBe('canceled');
});

test('The helpers name the ends of periods, of the earliest item or the latest', async () => {
  const { stripe } = await givenEmulator();
  const monthly = await givenPrice(stripe, { unit_amount: 1000 });
  const yearly = await givenPrice(stripe, { unit_amount: 36_500, recurring: { interval: 'year' } });
  const { id: customer } = await givenCustomer(stripe, 'pm_card_visa');
  const items = [{ price: monthly.id }, { price: yearly.id }];
  const { id } = await stripe.subscriptions.create({ customer, items });
  const latest = await stripe.subscriptions.update(id, { cancel_at: 'max_period_end' });
  expect(day(latest.cancel_at)).toBe('2027-01-01');
  const earliest = await stripe.subscriptions.update(id, { cancel_at: 'min_period_end' });
  expect(day(earliest.cancel_at)).toBe('2026-02-01');
  // 334 of the year's 365 days.
  const { data } = await stripe.invoiceItems.list({ customer, pending: true });
  expect(data.map(({ amount }) => amount)).toEqual([-33_400]);
  await expect(stripe.subscriptions.create({ customer, items, billing_mode: { type: 'classic' } })).rejects.toThrow(
    'multiple intervals',
  );
});
