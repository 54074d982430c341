import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { day, givenPrice, seconds } from '../../billing-cycle/given-billing.ts';
import type { Emulator } from '../../create-emulator.ts';
import { givenEmulator } from '../../testing/given-emulator.ts';
import { givenSession, pay } from './given-session.ts';

type Data = Stripe.Checkout.SessionCreateParams.SubscriptionData;

async function subscribe(
  { emulator, stripe }: { emulator: Emulator; stripe: Stripe },
  subscription_data: Data,
  more: Partial<Stripe.Checkout.SessionCreateParams> = {},
): Promise<{
  opened: Stripe.Checkout.Session;
  session: Stripe.Checkout.Session;
  subscription: Stripe.Subscription;
  invoice: Stripe.Invoice | null;
}> {
  const price = await givenPrice(stripe, { unit_amount: 3100, tax_behavior: 'exclusive' });
  const opened = await givenSession(stripe, {
    line_items: [{ price: price.id, quantity: 1 }],
    subscription_data,
    ...more,
  });
  await pay(emulator, opened, 'pm_card_visa');
  const session = await stripe.checkout.sessions.retrieve(opened.id, { expand: ['subscription', 'invoice'] });
  return {
    opened,
    session,
    subscription: session.subscription as Stripe.Subscription,
    invoice: session.invoice as Stripe.Invoice | null,
  };
}

describe('a session for a subscription', () => {
  test('sells at a price of its own, and at one that is archived while it is open', async () => {
    const { emulator, stripe } = await givenEmulator();
    const recurring = { interval: 'month' } as const;
    const price_data = { currency: 'usd', unit_amount: 700, recurring, product_data: { name: 'Locker' } };
    const listed = await givenPrice(stripe, { unit_amount: 3100 });
    const opened = await givenSession(stripe, {
      line_items: [
        { price_data, quantity: 2 },
        { price: listed.id, quantity: 1 },
      ],
    });
    expect(opened.amount_total).toBe(4500);
    await stripe.prices.update(listed.id, { active: false });
    await pay(emulator, opened, 'pm_card_visa');
    const { data } = await stripe.subscriptions.list();
    expect(data[0]?.items.data.map(({ price, quantity }) => [price.unit_amount, quantity])).toEqual([
      [700, 2],
      [3100, 1],
    ]);
    const late = givenSession(stripe, { line_items: [{ price: listed.id, quantity: 1 }] });
    await expect(late).rejects.toThrow('The price specified is inactive');
  });

  test('bills up to a later anchor for what is left of the month', async () => {
    const given = await givenEmulator();
    const { opened, session, subscription } = await subscribe(given, {
      billing_cycle_anchor: seconds('2026-01-11T00:00:00Z'),
    });
    // Ten of January's 31 days of $31.00.
    expect(opened.amount_total).toBe(1000);
    expect(session).toMatchObject({ amount_total: 1000, payment_status: 'paid', invoice: { amount_paid: 1000 } });
    expect(day(subscription.items.data[0]?.current_period_end)).toBe('2026-01-11');
    await given.emulator.advance({ to: new Date('2026-01-11T02:00:00Z') });
    const [renewal] = (await given.stripe.invoices.list()).data;
    expect(renewal).toMatchObject({ billing_reason: 'subscription_cycle', amount_paid: 3100 });
  });

  test('may leave the time up to the anchor free', async () => {
    const given = await givenEmulator();
    const { opened, session } = await subscribe(given, {
      billing_cycle_anchor: seconds('2026-01-11T00:00:00Z'),
      proration_behavior: 'none',
    });
    expect(opened.amount_total).toBe(0);
    expect(session.payment_status).toBe('no_payment_required');
  });

  test('bills on the day of the month that it names', async () => {
    const given = await givenEmulator();
    const { subscription, session } = await subscribe(given, {
      billing_cycle_anchor_config: { day_of_month: 15, hour: 0, minute: 0, second: 0 },
    });
    // 14 of 31 days.
    expect(session.amount_total).toBe(1400);
    expect(subscription.billing_cycle_anchor_config).toMatchObject({ day_of_month: 15 });
  });

  test('hands on description, invoice settings, tax rates, trial and billing mode', async () => {
    const given = await givenEmulator();
    const rate = await given.stripe.taxRates.create({ display_name: 'VAT', percentage: 19, inclusive: false });
    const { opened, session, subscription, invoice } = await subscribe(given, {
      billing_mode: { type: 'classic' },
      default_tax_rates: [rate.id],
      description: 'Membership',
      invoice_settings: { description: 'For training', footer: 'Thanks', custom_fields: [{ name: 'PO', value: '1' }] },
      metadata: { tier: 'lightweight' },
      pending_invoice_item_interval: { interval: 'week' },
    });
    // 19 % of $31.00 is $5.89.
    expect(opened).toMatchObject({ amount_subtotal: 3100, amount_total: 3689, total_details: { amount_tax: 589 } });
    expect(session.amount_total).toBe(3689);
    expect(subscription).toMatchObject({
      billing_mode: { type: 'classic' },
      default_tax_rates: [{ id: rate.id }],
      description: 'Membership',
      invoice_settings: { description: 'For training', footer: 'Thanks' },
      metadata: { tier: 'lightweight' },
      pending_invoice_item_interval: { interval: 'week', interval_count: 1 },
    });
    expect(invoice).toMatchObject({ total: 3689, description: 'For training', footer: 'Thanks' });
  });

  test('takes a promotion code off before tax, also while a trial makes today free', async () => {
    const given = await givenEmulator();
    const { stripe } = given;
    const rate = await stripe.taxRates.create({ display_name: 'VAT', percentage: 19, inclusive: false });
    const coupon = await stripe.coupons.create({ percent_off: 25, duration: 'repeating', duration_in_months: 2 });
    const code = await stripe.promotionCodes.create({
      promotion: { type: 'coupon', coupon: coupon.id },
      code: 'TRY25',
    });
    const { session, subscription } = await subscribe(
      given,
      { trial_period_days: 10, default_tax_rates: [rate.id] },
      { discounts: [{ promotion_code: code.id }] },
    );
    expect(session).toMatchObject({ amount_total: 0, payment_status: 'no_payment_required' });
    expect(day(subscription.trial_end)).toBe('2026-01-11');
    await given.emulator.advance({ to: new Date('2026-01-11T02:00:00Z') });
    const [first] = (await stripe.invoices.list()).data;
    // $31.00 − 25 % is $23.25; 19 % of it is 441.75, so $4.42.
    expect(first).toMatchObject({ subtotal: 3100, total: 2767, amount_paid: 2767 });
  });
});
