import type Stripe from 'stripe';
import { expect, test } from 'vitest';
import { givenCustomer } from '../../billing-cycle/given-billing.ts';
import { invoiceDocument } from '../../pages/documents/invoice-document.ts';
import { givenEmulator } from '../../testing/given-emulator.ts';

const data = {
  display_name: 'Ground',
  type: 'fixed_amount' as const,
  fixed_amount: { amount: 500, currency: 'usd' },
  tax_behavior: 'exclusive' as const,
};
const shippingDetails = { name: 'Ada', address: { line1: 'Unter den Linden 5', city: 'Berlin', country: 'DE' } };

/** A draft of $20.00 for gloves, taxed in Germany at 19 %, that is sent by a rate of $5.00. */
async function givenShipped(fields: Partial<Stripe.InvoiceCreateParams> = {}) {
  const { emulator, stripe } = await givenEmulator();
  const customer = await givenCustomer(stripe, 'pm_card_visa');
  await stripe.customers.update(customer.id, { address: { country: 'DE', postal_code: '10117' } });
  const rate = await stripe.shippingRates.create(data);
  const draft = await stripe.invoices.create({
    customer: customer.id,
    automatic_tax: { enabled: true },
    shipping_cost: { shipping_rate: rate.id },
    shipping_details: shippingDetails,
    ...fields,
  });
  await stripe.invoiceItems.create({
    customer: customer.id,
    invoice: draft.id,
    amount: 2000,
    currency: 'usd',
    tax_behavior: 'exclusive',
    description: 'Gloves',
  });
  return { emulator, stripe, customer, draft, rate };
}

test('an invoice asks for shipping and the tax on it, beside its lines', async () => {
  const { emulator, stripe, draft, rate } = await givenShipped();
  const invoice = await stripe.invoices.finalizeInvoice(draft.id, { expand: ['shipping_cost.taxes'] });
  // 19 % of $20.00 is $3.80 and of $5.00 is $0.95: $25.00 + $4.75.
  expect(invoice).toMatchObject({
    subtotal: 2000,
    amount_shipping: 500,
    total_excluding_tax: 2500,
    total: 2975,
    amount_due: 2975,
    total_taxes: [{ amount: 475, taxable_amount: 2500 }],
    shipping_cost: {
      amount_subtotal: 500,
      amount_tax: 95,
      amount_total: 595,
      shipping_rate: rate.id,
      taxes: [{ amount: 95, taxable_amount: 500, taxability_reason: 'standard_rated', rate: { percentage: 19 } }],
    },
  });
  expect((await stripe.invoices.retrieve(draft.id)).shipping_cost).not.toHaveProperty('taxes');
  const printed = await emulator.transact((tx) => invoiceDocument(tx, tx.get('invoice', draft.id)));
  expect(printed.totals).toContainEqual({ name: 'Shipping', amount: '$5.00' });
  expect(printed.parties.at(-1)).toEqual({
    title: 'Ship to',
    lines: ['Ada', 'Unter den Linden 5', 'Berlin', 'Germany'],
  });
  const page = await (await fetch(invoice.hosted_invoice_url ?? '')).text();
  expect(page).toContain('Shipping');
});

test('a draft is given another way of shipping, or none', async () => {
  const { stripe, draft } = await givenShipped();
  const pickup = { ...data, display_name: 'Pickup', fixed_amount: { amount: 100, currency: 'usd' } };
  const changed = await stripe.invoices.update(draft.id, { shipping_cost: { shipping_rate_data: pickup } });
  // 19 % of $1.00 is $0.19: $20.00 + $3.80 + $1.19.
  expect(changed).toMatchObject({ amount_shipping: 100, total: 2499, shipping_cost: { amount_total: 119 } });
  const none = await stripe.invoices.update(draft.id, { shipping_cost: '' });
  expect(none).toMatchObject({
    amount_shipping: 0,
    total: 2380,
    shipping_cost: null,
    shipping_details: { name: 'Ada' },
  });
});

test('no discount lowers shipping', async () => {
  const { stripe, draft } = await givenShipped({ automatic_tax: { enabled: false } });
  const coupon = await stripe.coupons.create({ percent_off: 50, duration: 'once' });
  const half = await stripe.invoices.update(draft.id, { discounts: [{ coupon: coupon.id }] });
  expect(half).toMatchObject({ subtotal: 2000, total: 1500, total_discount_amounts: [{ amount: 1000 }] });
});

test('a credit note gives shipping back once, with its tax', async () => {
  const { stripe, draft, rate } = await givenShipped();
  await stripe.invoices.finalizeInvoice(draft.id);
  await stripe.invoices.pay(draft.id);
  const shipping = { invoice: draft.id, shipping_cost: { shipping_rate: rate.id } };
  const preview = await stripe.creditNotes.preview(shipping);
  const note = await stripe.creditNotes.create({ ...shipping, refund_amount: 595 });
  for (const each of [preview, note]) {
    expect(each).toMatchObject({
      subtotal: 0,
      amount_shipping: 500,
      total_excluding_tax: 500,
      total: 595,
      total_taxes: [{ amount: 95 }],
      shipping_cost: { amount_subtotal: 500, amount_tax: 95, amount_total: 595, shipping_rate: rate.id },
      lines: { data: [] },
    });
  }
  const again = stripe.creditNotes.create({ ...shipping, refund_amount: 595 });
  await expect(again).rejects.toMatchObject({ param: 'shipping_cost[shipping_rate]' });
  const both = stripe.creditNotes.create({ ...shipping, amount: 595, refund_amount: 595 });
  await expect(both).rejects.toMatchObject({
    param: 'amount',
    message: expect.stringContaining('amount, shipping_cost'),
  });
  const other = await stripe.shippingRates.create(data);
  const foreign = stripe.creditNotes.create({ invoice: draft.id, shipping_cost: { shipping_rate: other.id } });
  await expect(foreign).rejects.toThrow('is not the one of the invoice');
});

test('a way of shipping is refused that is archived, in another currency, or said twice', async () => {
  const { stripe, customer, rate } = await givenShipped();
  const asked = (shipping: Stripe.InvoiceCreateParams.ShippingCost, currency = 'usd') =>
    stripe.invoices.create({ customer: customer.id, currency, shipping_cost: shipping });
  const both = { shipping_rate: rate.id, shipping_rate_data: data };
  await expect(asked({ shipping_rate: rate.id }, 'jpy')).rejects.toThrow('no amount in the currency `jpy`');
  await expect(asked(both)).rejects.toMatchObject({ message: expect.stringContaining('one of these parameters') });
  await stripe.shippingRates.update(rate.id, { active: false });
  await expect(asked({ shipping_rate: rate.id })).rejects.toThrow('is inactive');
});
