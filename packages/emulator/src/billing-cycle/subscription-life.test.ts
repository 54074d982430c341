import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { givenEmulator } from '../testing/given-emulator.ts';
import { givenEndpoint } from '../testing/given-endpoint.ts';
import { day, givenCustomer, givenPrice, seconds } from './given-billing.ts';

describe('a monthly subscription', () => {
  test('is paid at once, and renewed a month later by an invoice that is a draft for an hour', async () => {
    const { emulator, stripe } = await givenEmulator();
    const price = await givenPrice(stripe, { unit_amount: 1499 });
    const customer = await givenCustomer(stripe, 'pm_card_visa');
    const subscription = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
    expect(subscription.status).toBe('active');
    expect(day(subscription.items.data[0]?.current_period_end)).toBe('2026-02-01');

    await emulator.advance({ to: new Date('2026-02-01T00:30:00Z') });
    const renewed = await stripe.subscriptions.retrieve(subscription.id, { expand: ['latest_invoice.payments'] });
    expect(day(renewed.items.data[0]?.current_period_end)).toBe('2026-03-01');
    const draft = renewed.latest_invoice as Stripe.Invoice;
    expect(draft).toMatchObject({ status: 'draft', billing_reason: 'subscription_cycle', amount_due: 1499 });
    expect(draft.automatically_finalizes_at).toBe(seconds('2026-02-01T01:00:00Z'));

    await emulator.advance({ seconds: 3600 });
    const invoice = await stripe.invoices.retrieve(draft.id ?? '', { expand: ['payments'] });
    expect(invoice).toMatchObject({ status: 'paid', amount_paid: 1499, attempt_count: 1, amount_remaining: 0 });
    expect(invoice.number).toMatch(/-0002$/);
    expect(invoice.payments?.data[0]).toMatchObject({ status: 'paid', amount_paid: 1499, is_default: true });
  });

  test('tells its story in events', async () => {
    const { emulator, stripe } = await givenEmulator();
    const endpoint = await givenEndpoint(stripe);
    const price = await givenPrice(stripe, { unit_amount: 1499 });
    const customer = await givenCustomer(stripe, 'pm_card_visa');
    await emulator.settled();
    endpoint.received.length = 0;
    await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
    await emulator.settled();

    endpoint.received.length = 0;
    await emulator.advance({ to: new Date('2026-02-01T02:00:00Z') });
  });
});
