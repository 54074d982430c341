import { expect, test } from 'vitest';
import { seconds } from '../../billing-cycle/given-billing.ts';
import { givenEmulator } from '../../testing/given-emulator.ts';
import { givenPlans } from '../subscription_schedules/given-schedule.ts';

/** A subscription to the small plan of $10.00 a month; the large one costs $30.00. */
async function givenSubscriber() {
  const { stripe } = await givenEmulator();
  const { small, large, customer } = await givenPlans(stripe);
  const subscription = await stripe.subscriptions.create({ customer, items: [{ price: small }] });
  return { stripe, small, large, customer, subscription };
}

test('a preview uses up no coupon and leaves no price behind', async () => {
  const { stripe, small, customer, subscription } = await givenSubscriber();
  const coupon = await stripe.coupons.create({ percent_off: 50, duration: 'once', max_redemptions: 2 });
  const item = { price: small, discounts: [{ coupon: coupon.id }] };
  const prices = (await stripe.prices.list({ limit: 100 })).data.length;
  for (const id of [subscription.id, subscription.id]) {
    const added = await stripe.invoices.createPreview({ subscription: id, subscription_details: { items: [item] } });
    expect(added.total_discount_amounts?.length).toBeGreaterThan(0);
  }
  const product = (await stripe.prices.retrieve(small)).product as string;
  const one = { currency: 'usd', product, unit_amount: 700 };
  const half = await stripe.invoices.createPreview({
    customer,
    subscription_details: { items: [item] },
    invoice_items: [{ price_data: one, discounts: [{ coupon: coupon.id }] }],
  });
  // Half of $10.00 and half of $7.00.
  expect(half.total).toBe(850);
  expect((await stripe.coupons.retrieve(coupon.id)).times_redeemed).toBe(0);
  expect((await stripe.prices.list({ limit: 100 })).data).toHaveLength(prices);
});

test('a preview is taxed by what it says of the customer, and says it', async () => {
  const { stripe, small, customer } = await givenSubscriber();
  const address = { country: 'DE', postal_code: '10117' };
  const asked = (details: object) =>
    stripe.invoices.createPreview({
      customer,
      automatic_tax: { enabled: true },
      customer_details: details,
      subscription_details: { items: [{ price: small }] },
    });
  // Prices in dollars have the tax on top: 19 % of $10.00; Sweden's is 25 %.
  expect(await asked({ address })).toMatchObject({ total: 1190, customer_address: { country: 'DE' } });
  const sweden = { name: 'Ada', address: { country: 'SE', postal_code: '11122' } };
  expect(await asked({ address, shipping: sweden })).toMatchObject({
    total: 1250,
    customer_shipping: { name: 'Ada', address: { country: 'SE' } },
  });
  expect(await asked({ address, tax_exempt: 'exempt' })).toMatchObject({
    total: 1000,
    customer_tax_exempt: 'exempt',
    total_taxes: [{ taxability_reason: 'customer_exempt' }],
  });
  expect(await stripe.customers.retrieve(customer)).toMatchObject({
    address: null,
    shipping: null,
    tax_exempt: 'none',
  });
});

test('somebody who is not a customer yet has a preview too', async () => {
  const { stripe, small } = await givenSubscriber();
  const preview = await stripe.invoices.createPreview({
    customer_details: { address: { country: 'DE', postal_code: '10117' } },
    subscription_details: { items: [{ price: small }] },
  });
  expect(preview).toMatchObject({ customer: null, total: 1000 });
});

test('what recurs is shown without a trial and without what is sold once', async () => {
  const { stripe, small, customer } = await givenSubscriber();
  const params = {
    customer,
    invoice_items: [{ amount: 500, currency: 'usd' }],
    subscription_details: { items: [{ price: small }], trial_end: seconds('2026-01-15') },
  };
  expect((await stripe.invoices.createPreview(params)).total).toBe(500);
  expect((await stripe.invoices.createPreview({ ...params, preview_mode: 'recurring' })).total).toBe(1000);
});

test('the preview of a schedule takes discounts and items of its own', async () => {
  const { stripe, large, customer } = await givenSubscriber();
  const coupon = await stripe.coupons.create({ percent_off: 10, duration: 'once' });
  const { unit_amount: price } = await stripe.prices.retrieve(large);
  const preview = await stripe.invoices.createPreview({
    customer,
    schedule_details: { phases: [{ items: [{ price: large }], start_date: 'now', duration: { interval: 'month' } }] },
    invoice_items: [{ amount: 500, currency: 'usd', description: 'Key' }],
    discounts: [{ coupon: coupon.id }],
  });
  expect(preview).toMatchObject({ subtotal: (price ?? 0) + 500, total: ((price ?? 0) + 500) * 0.9 });
  expect(preview.lines.data[0]).toMatchObject({ description: 'Key', amount: 500 });
  const known = { customer, invoice_items: [{ invoiceitem: 'ii_1', amount: 5 }] };
  await expect(stripe.invoices.createPreview(known)).rejects.toMatchObject({ param: 'invoiceitem' });
});
