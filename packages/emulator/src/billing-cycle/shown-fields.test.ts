// What invoices and subscriptions show at rest, as live Stripe shows it.
import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { givenEmulator } from '../testing/given-emulator.ts';
import { givenCustomer, givenPrice, seconds } from './given-billing.ts';

const expand = ['latest_invoice.confirmation_secret', 'latest_invoice.payments'];

async function givenSeats(card: string, params: Partial<Stripe.SubscriptionCreateParams> = {}) {
  const { emulator, stripe } = await givenEmulator();
  const product = await stripe.products.create({ name: 'Desk', unit_label: 'seat' });
  const monthly = {
    product: product.id,
    currency: 'usd',
    unit_amount: 2000,
    recurring: { interval: 'month' },
  } as const;
  const price = await stripe.prices.create(monthly);
  const yearly = await stripe.prices.create({ ...monthly, unit_amount: 20_000, recurring: { interval: 'year' } });
  const customer = await givenCustomer(stripe, card);
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: price.id }],
    expand,
    ...params,
  });
  return { emulator, stripe, customer, yearly, subscription, invoice: subscription.latest_invoice as Stripe.Invoice };
}

describe('a first invoice', () => {
  test('that is paid still has its confirmation secret, and nothing to say of money from elsewhere', async () => {
    const { invoice } = await givenSeats('pm_card_visa');
    expect(invoice).toMatchObject({ status: 'paid', confirmation_secret: { type: 'payment_intent' } });
    expect(invoice).not.toHaveProperty('amount_paid_off_stripe');
  });

  test('that waits for the customer’s bank goes on by itself, and is not tried again when the bank says no', async () => {
    const { stripe, subscription, invoice } = await givenSeats('pm_card_authenticationRequired');
    expect(subscription.status).toBe('incomplete');
    expect(invoice).toMatchObject({
      attempted: true,
      attempt_count: 0,
      auto_advance: true,
      next_payment_attempt: null,
    });
    const secret = invoice.confirmation_secret?.client_secret ?? '';
    const intent = secret.slice(0, secret.indexOf('_secret_'));
    await expect(
      stripe.paymentIntents.confirm(intent, {
        payment_method: 'pm_card_chargeDeclined',
        return_url: 'https://a.example',
      }),
    ).rejects.toThrow('declined');
    expect(await stripe.invoices.retrieve(invoice.id)).toMatchObject({ attempt_count: 1, next_payment_attempt: null });
  });

  test('of a trial counts in the product’s units, and the trial’s end begins a new cycle unless an anchor was given', async () => {
    const { stripe, customer, subscription, invoice, yearly } = await givenSeats('pm_card_visa', {
      trial_period_days: 7,
    });
    expect(invoice.lines.data[0]?.description).toBe('Free trial for 1 seat × Desk');
    expect(subscription.trial_settings?.end_behavior.billing_cycle_anchor).toBe('now');
    const anchored = await stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: yearly.id }],
      trial_period_days: 7,
      billing_cycle_anchor: seconds('2026-03-01T00:00:00Z'),
    });
    expect(anchored.trial_settings?.end_behavior.billing_cycle_anchor).toBe('unchanged');
  });
});

test('the invoice of a change covers the period up to now: first what is given back, then what is taken, by no unit amount', async () => {
  const { emulator, stripe, subscription, yearly } = await givenSeats('pm_card_visa');
  await emulator.advance({ seconds: 5 });
  const changed = await stripe.subscriptions.update(subscription.id, {
    items: [{ id: subscription.items.data[0]?.id ?? '', price: yearly.id }],
    proration_behavior: 'always_invoice',
    expand: ['latest_invoice'],
  });
  const begun = subscription.created;
  const { lines, ...invoice } = changed.latest_invoice as Stripe.Invoice;
  expect(invoice).toMatchObject({ period_start: begun, period_end: begun + 5, amount_paid: 18_000 });
  expect(lines.data.map(({ amount, pricing }) => [amount, pricing?.unit_amount_decimal])).toEqual([
    [-2000, null],
    [20_000, null],
  ]);
});

describe('an invoice that somebody makes', () => {
  test('has not told of itself while an endpoint has yet to hear of it', async () => {
    const { stripe } = await givenEmulator();
    await stripe.webhookEndpoints.create({ url: 'http://127.0.0.1:9/', enabled_events: ['invoice.created'] });
    const draft = await stripe.invoices.create({ customer: (await givenCustomer(stripe)).id });
    expect(draft.webhooks_delivered_at).toBeNull();
  });

  test('is printed on paper that finalization chooses, and its items can be changed in every field', async () => {
    const { stripe } = await givenEmulator();
    const customer = await givenCustomer(stripe, 'pm_card_visa', { preferred_locales: ['ja'] });
    const item = await stripe.invoiceItems.create({ customer: customer.id, amount: 700, currency: 'usd' });
    expect(item).toMatchObject({ frozen_fields: [], invoicing_rules: [] });
    expect(item).not.toHaveProperty('net_amount');
    const draft = await stripe.invoices.create({ customer: customer.id, pending_invoice_items_behavior: 'include' });
    expect(draft.webhooks_delivered_at).toBe(draft.created);
    expect(draft.rendering).toEqual({
      amount_tax_display: null,
      pdf: { page_size: 'auto' },
      template: null,
      template_version: null,
    });
    expect(draft.lines.data[0]?.parent?.invoice_item_details?.proration_details).toEqual({ credited_items: null });
    expect((await stripe.invoices.finalizeInvoice(draft.id)).rendering?.pdf?.page_size).toBe('a4');
    const { id } = await stripe.invoices.create({ customer: (await givenCustomer(stripe)).id });
    expect((await stripe.invoices.finalizeInvoice(id)).rendering?.pdf?.page_size).toBe('letter');
  });
});

test('a charge counts its refunds, and nothing can be charged for nothing', async () => {
  const { stripe } = await givenEmulator();
  const paid = {
    amount: 900,
    currency: 'usd',
    payment_method: 'pm_card_visa',
    confirm: true,
    return_url: 'https://a.example',
  };
  const intent = await stripe.paymentIntents.create(paid);
  expect(intent).toMatchObject({ shared_payment_granted_token: null });
  await stripe.refunds.create({ payment_intent: intent.id, amount: 400 });
  const charge = await stripe.charges.retrieve(intent.latest_charge as string, { expand: ['refunds'] });
  expect(charge.refunds).toMatchObject({ total_count: 1, data: [{ amount: 400 }] });
  await expect(stripe.paymentIntents.create({ ...paid, amount: 0 })).rejects.toMatchObject({
    code: 'parameter_invalid_integer',
    message: expect.stringContaining('minimum charge amount') as string,
    param: 'amount',
  });
});

test('a session of a known customer shows what it collects; one that only sets up a card shows no sums', async () => {
  const { stripe } = await givenEmulator();
  const { id: customer } = await givenCustomer(stripe);
  const price = await givenPrice(stripe, { unit_amount: 1000 });
  const home = { customer, success_url: 'https://a.example' };
  const nothing = { business_name: null, individual_name: null, shipping_details: null };
  const line_items = [{ price: price.id, quantity: 1 }];
  const sells = await stripe.checkout.sessions.create({ ...home, mode: 'subscription', line_items });
  expect(sells.id).toMatch(/^cs_test_a1\w{56}$/);
  expect(sells).toMatchObject({ adaptive_pricing: { enabled: true }, collected_information: nothing, discounts: [] });
  expect(sells).not.toHaveProperty('tax_id_collection');
  const setsUp = await stripe.checkout.sessions.create({ ...home, mode: 'setup', currency: 'usd' });
  expect(setsUp.id).toMatch(/^cs_test_c1\w{56}$/);
  expect(setsUp).toMatchObject({
    adaptive_pricing: { enabled: false },
    collected_information: nothing,
    customer_details: { tax_exempt: null },
    discounts: null,
    managed_payments: null,
  });
});
