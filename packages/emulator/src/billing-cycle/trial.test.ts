import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { givenEmulator } from '../testing/given-emulator.ts';
import { givenEndpoint } from '../testing/given-endpoint.ts';
import { day, givenCustomer, givenPrice, seconds } from './given-billing.ts';

async function givenTrial(
  card: string | undefined,
  params: Partial<Stripe.SubscriptionCreateParams> = {},
): Promise<Awaited<ReturnType<typeof givenEmulator>> & { id: string; types: () => string[] }> {
  const given = await givenEmulator();
  const endpoint = await givenEndpoint(given.stripe);
  const price = await givenPrice(given.stripe, { unit_amount: 999 });
  const customer = await givenCustomer(given.stripe, card);
  await given.emulator.settled();
  endpoint.received.length = 0;
  const { id } = await given.stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: price.id }],
    trial_period_days: 14,
    ...params,
  });
  return { ...given, id, types: endpoint.types };
}

describe('a trial', () => {
  test('begins with a paid invoice of nothing, reminds three days before its end, and then bills', async () => {
    const { emulator, stripe, id, types } = await givenTrial('pm_card_visa');
    const trialing = await stripe.subscriptions.retrieve(id, { expand: ['latest_invoice'] });
    expect(trialing).toMatchObject({
      status: 'trialing',
      trial_end: seconds('2026-01-15T00:00:00Z'),
      billing_cycle_anchor: seconds('2026-01-15T00:00:00Z'),
      latest_invoice: { status: 'paid', total: 0, amount_due: 0 },
    });
    const invoice = trialing.latest_invoice as Stripe.Invoice;
    expect(invoice.lines.data[0]?.description).toBe('Free trial for 1 × Lightweight');
    await emulator.settled();
    expect(types()).toEqual([
      'customer.subscription.created',
      'invoice.created',
      'invoice.finalized',
      'invoice.updated',
      'invoice.paid',
      'invoice.payment_succeeded',
    ]);
    await emulator.advance({ to: new Date('2026-01-12T00:00:00Z') });
    expect(types().at(-1)).toBe('customer.subscription.trial_will_end');
    await emulator.advance({ to: new Date('2026-01-15T01:00:00Z') });
    const active = await stripe.subscriptions.retrieve(id, { expand: ['latest_invoice'] });
    expect(active).toMatchObject({
      status: 'active',
      latest_invoice: { amount_paid: 999, billing_reason: 'subscription_cycle' },
    });
    expect(day(active.items.data[0]?.current_period_end)).toBe('2026-02-15');
    expect(types().filter((type) => type === 'customer.subscription.trial_will_end')).toHaveLength(1);
  });

  test('of a day reminds at once', async () => {
    const { emulator, types } = await givenTrial('pm_card_visa', { trial_period_days: 1 });
    await emulator.settled();
    expect(types()).toContain('customer.subscription.trial_will_end');
  });

  test.each([
    ['create_invoice', 'past_due'],
    ['cancel', 'canceled'],
    ['pause', 'paused'],
  ] as const)('without a card ends by %s', async (missing, status) => {
    const { emulator, stripe, id, types } = await givenTrial(undefined, {
      trial_settings: { end_behavior: { missing_payment_method: missing } },
    });
    await emulator.advance({ to: new Date('2026-01-15T02:00:00Z') });
    expect((await stripe.subscriptions.retrieve(id)).status).toBe(status);
    if (status === 'paused')
      expect(types().slice(-2)).toEqual(['customer.subscription.paused', 'customer.subscription.updated']);
    if (status === 'canceled') expect(types().at(-1)).toBe('customer.subscription.deleted');
  });

  test.each([
    ['cancel', 'canceled'],
    ['pause', 'paused'],
  ] as const)('ended early without a card ends by %s as well', async (missing, status) => {
    const { emulator, stripe, id, types } = await givenTrial(undefined, {
      trial_settings: { end_behavior: { missing_payment_method: missing } },
    });
    await emulator.advance({ to: new Date('2026-01-05T00:00:00Z') });
    const ended = await stripe.subscriptions.update(id, { trial_end: 'now' });
    expect(ended).toMatchObject({ status, ended_at: status === 'paused' ? null : seconds('2026-01-05T00:00:00Z') });
    await emulator.settled();
    if (status === 'paused') {
      expect(ended.trial_end).toBe(seconds('2026-01-05T00:00:00Z'));
      expect(types().slice(-2)).toEqual(['customer.subscription.paused', 'customer.subscription.updated']);
    }
  });

  test('ended early bills at once and moves the anchor', async () => {
    const { emulator, stripe, id } = await givenTrial('pm_card_visa');
    await emulator.advance({ to: new Date('2026-01-05T00:00:00Z') });
    const ended = await stripe.subscriptions.update(id, { trial_end: 'now', expand: ['latest_invoice'] });
    expect(ended).toMatchObject({ status: 'active', latest_invoice: { status: 'paid', amount_paid: 999 } });
    expect([day(ended.billing_cycle_anchor), day(ended.items.data[0]?.current_period_end)]).toEqual([
      '2026-01-05',
      '2026-02-05',
    ]);
  });

  test('bills no proration when the plan changes in it', async () => {
    const { emulator, stripe, id } = await givenTrial('pm_card_visa');
    const dear = await givenPrice(stripe, { unit_amount: 5000, name: 'Dear' });
    const item = (await stripe.subscriptions.retrieve(id)).items.data[0]?.id ?? '';
    const changed = await stripe.subscriptions.update(id, { items: [{ id: item, price: dear.id }] });
    expect(changed.status).toBe('trialing');
    expect((await stripe.invoiceItems.list({ pending: true })).data).toEqual([]);
    await emulator.advance({ to: new Date('2026-01-15T01:00:00Z') });
    const [invoice] = (await stripe.invoices.list({ subscription: id })).data;
    expect(invoice?.amount_paid).toBe(5000);
  });

  test('refuses an end in the past, and one more than two years ahead', async () => {
    await expect(
      givenTrial('pm_card_visa', { trial_period_days: undefined as unknown as number, trial_end: 1 }),
    ).rejects.toThrow('in the future');
    await expect(givenTrial('pm_card_visa', { trial_period_days: 900 })).rejects.toThrow('2 years');
  });
});

describe('a trial that leaves the anchor where it is', () => {
  const keeps = {
    end_behavior: { billing_cycle_anchor: 'unchanged', missing_payment_method: 'create_invoice' },
  } as const;

  async function givenTrial(until: string) {
    const { emulator, stripe } = await givenEmulator();
    const price = await givenPrice(stripe, { unit_amount: 1000 });
    const { id: customer } = await givenCustomer(stripe, 'pm_card_visa');
    const { id, trial_settings: settings } = await stripe.subscriptions.create({
      customer,
      items: [{ price: price.id }],
      trial_end: seconds(until),
      trial_settings: keeps,
    });
    expect(settings).toEqual(keeps);
    return { emulator, stripe, id };
  }

  test('bills the part of the period that is left when it ends', async () => {
    const { emulator, stripe, id } = await givenTrial('2026-01-15T00:00:00Z');
    await emulator.advance({ to: new Date('2026-01-15T01:00:00Z') });
    const begun = await stripe.subscriptions.retrieve(id, { expand: ['latest_invoice'] });
    expect(begun).toMatchObject({ status: 'active', billing_cycle_anchor: seconds('2026-01-01T00:00:00Z') });
    expect(day(begun.items.data[0]?.current_period_end)).toBe('2026-02-01');
    // 17 of 31 days: 548.39.
    expect(begun.latest_invoice).toMatchObject({ status: 'paid', amount_paid: 548 });
    await emulator.advance({ to: new Date('2026-02-01T01:00:00Z') });
    const renewed = await stripe.subscriptions.retrieve(id, { expand: ['latest_invoice'] });
    expect(renewed.latest_invoice).toMatchObject({ amount_paid: 1000 });
  });

  test('does so when it is ended by hand', async () => {
    const { emulator, stripe, id } = await givenTrial('2026-01-15T00:00:00Z');
    await emulator.advance({ to: new Date('2026-01-08T00:00:00Z') });
    const begun = await stripe.subscriptions.update(id, { trial_end: 'now', expand: ['latest_invoice'] });
    expect(day(begun.items.data[0]?.current_period_start)).toBe('2026-01-08');
    // 24 of 31 days: 774.19.
    expect(begun.latest_invoice).toMatchObject({ status: 'paid', amount_paid: 774 });
  });

  test('refuses a new anchor before its end by a code of its own', async () => {
    const { stripe, id } = await givenTrial('2026-01-15T00:00:00Z');
    await expect(stripe.subscriptions.update(id, { billing_cycle_anchor: { type: 'now' } })).rejects.toMatchObject({
      code: 'subscription_update_trial_after_billing_cycle_anchor',
    });
  });
});
