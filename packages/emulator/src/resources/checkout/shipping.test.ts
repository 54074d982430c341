import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { givenCustomer } from '../../billing-cycle/given-billing.ts';
import { givenEmulator } from '../../testing/given-emulator.ts';
import { chooseShippingRate } from './change-items.ts';
import { givenPurchase, givenSession, pay } from './given-session.ts';

const berlin = {
  name: 'Grace Hopper',
  address: { line1: 'Unter den Linden 1', city: 'Berlin', postal_code: '10117', country: 'DE' },
};

async function givenRates(stripe: Stripe): Promise<{ ground: Stripe.ShippingRate; air: Stripe.ShippingRate }> {
  const rate = (display_name: string, amount: number): Promise<Stripe.ShippingRate> =>
    stripe.shippingRates.create({
      display_name,
      fixed_amount: { amount, currency: 'usd', currency_options: { eur: { amount: amount - 50 } } },
      tax_behavior: 'exclusive',
    });
  return { ground: await rate('Ground', 500), air: await rate('Air', 1500) };
}

describe('a session that ships', () => {
  test('adds the first way of shipping until the person chooses another', async () => {
    const { emulator, stripe } = await givenEmulator();
    const { ground, air } = await givenRates(stripe);
    const session = await givenPurchase(stripe, {
      shipping_address_collection: { allowed_countries: ['US', 'DE'] },
      shipping_options: [{ shipping_rate: ground.id }, { shipping_rate: air.id }],
    });
    expect(session).toMatchObject({
      amount_subtotal: 4000,
      amount_total: 4500,
      total_details: { amount_shipping: 500, amount_tax: 0, amount_discount: 0 },
      shipping_cost: { amount_subtotal: 500, amount_tax: 0, amount_total: 500, shipping_rate: ground.id },
      shipping_options: [
        { shipping_amount: 500, shipping_rate: ground.id },
        { shipping_amount: 1500, shipping_rate: air.id },
      ],
      collected_information: null,
    });
    await emulator.transact((tx) =>
      chooseShippingRate(tx, { session: tx.get('checkout.session', session.id), rate: air.id }),
    );
    await pay(emulator, session, 'pm_card_visa', { shipping: berlin });
    const done = await stripe.checkout.sessions.retrieve(session.id, {
      expand: ['payment_intent', 'shipping_cost.shipping_rate'],
    });
    const address = { ...berlin.address, line2: null, state: null };
    expect(done).toMatchObject({
      amount_total: 5500,
      shipping_cost: { amount_total: 1500, shipping_rate: { id: air.id, display_name: 'Air' } },
      collected_information: { shipping_details: { name: 'Grace Hopper', address } },
      payment_intent: { amount_received: 5500, shipping: { name: 'Grace Hopper', address } },
    });
    expect((await stripe.checkout.sessions.listLineItems(session.id)).data).toMatchObject([{ amount_total: 4000 }]);
  });

  test('taxes goods and shipping where they go, and takes no discount off shipping', async () => {
    const { emulator, stripe } = await givenEmulator();
    const { ground } = await givenRates(stripe);
    const coupon = await stripe.coupons.create({ percent_off: 50, duration: 'once' });
    const session = await givenPurchase(stripe, {
      automatic_tax: { enabled: true },
      discounts: [{ coupon: coupon.id }],
      shipping_address_collection: { allowed_countries: ['DE'] },
      shipping_options: [{ shipping_rate: ground.id }],
    });
    const outcome = await pay(emulator, session, 'pm_card_visa', { shipping: berlin });
    // 19 % of half of $40.00 is $3.80, 19 % of $5.00 is $0.95: $20.00 + $5.00 + $4.75.
    expect(outcome.session).toMatchObject({
      amount_subtotal: 4000,
      amount_total: 2975,
      total_details: { amount_discount: 2000, amount_shipping: 500, amount_tax: 475 },
      shipping_cost: { amount_subtotal: 500, amount_tax: 95, amount_total: 595 },
    });
  });

  test('leaves an invoice that says what shipping cost and where the goods go', async () => {
    const { emulator, stripe } = await givenEmulator();
    const { ground } = await givenRates(stripe);
    const opened = await givenPurchase(stripe, {
      invoice_creation: { enabled: true },
      shipping_address_collection: { allowed_countries: ['DE'] },
      shipping_options: [{ shipping_rate: ground.id }],
    });
    const { session } = await pay(emulator, opened, 'pm_card_visa', { shipping: berlin });
    const { invoice } = await stripe.checkout.sessions.retrieve(session.id, { expand: ['invoice'] });
    expect(invoice).toMatchObject({
      status: 'paid',
      subtotal: 4000,
      amount_shipping: 500,
      total: 4500,
      shipping_cost: { amount_total: 500, shipping_rate: ground.id },
      shipping_details: { name: 'Grace Hopper', address: { city: 'Berlin' } },
      lines: { data: [{ amount: 4000 }] },
    });
  });

  test('asks in the currency of the session', async () => {
    const { stripe } = await givenEmulator();
    const { ground } = await givenRates(stripe);
    const price = await stripe.prices.create({
      currency: 'usd',
      unit_amount: 2000,
      currency_options: { eur: { unit_amount: 1800 } },
      product_data: { name: 'Gloves' },
    });
    const session = await givenPurchase(stripe, {
      currency: 'eur',
      line_items: [{ price: price.id, quantity: 1 }],
      shipping_options: [{ shipping_rate: ground.id }],
    });
    expect(session).toMatchObject({ currency: 'eur', amount_subtotal: 1800, amount_total: 2250 });
  });

  test('makes the rate that it is told of, and remembers where a customer lives if it may', async () => {
    const { emulator, stripe } = await givenEmulator();
    const customer = await givenCustomer(stripe);
    const session = await givenPurchase(stripe, {
      customer: customer.id,
      customer_update: { shipping: 'auto' },
      shipping_address_collection: { allowed_countries: ['DE'] },
      shipping_options: [
        {
          shipping_rate_data: {
            display_name: 'Pickup',
            type: 'fixed_amount',
            fixed_amount: { amount: 0, currency: 'usd' },
          },
        },
      ],
    });
    expect(session).toMatchObject({ amount_total: 4000, shipping_cost: { amount_total: 0 } });
    await pay(emulator, session, 'pm_card_visa', { shipping: berlin });
    expect(await stripe.customers.retrieve(customer.id)).toMatchObject({
      shipping: { name: 'Grace Hopper', address: { city: 'Berlin' } },
    });
  });
});

test('a way of shipping is refused that is archived, has no such currency, or belongs to a subscription', async () => {
  const { emulator, stripe } = await givenEmulator();
  const { ground, air } = await givenRates(stripe);
  await stripe.shippingRates.update(air.id, { active: false });
  const options = (...rates: string[]) => ({ shipping_options: rates.map((shipping_rate) => ({ shipping_rate })) });
  await expect(givenPurchase(stripe, options(air.id))).rejects.toMatchObject({
    param: 'shipping_options[0][shipping_rate]',
  });
  await expect(givenPurchase(stripe, options(...Array.from({ length: 6 }, () => ground.id)))).rejects.toThrow(
    'up to 5',
  );
  await expect(givenSession(stripe, options(ground.id))).rejects.toThrow('You can not pass `shipping_options`');
  const yen = { display_name: 'Post', fixed_amount: { amount: 500, currency: 'jpy' } };
  const wrong = givenPurchase(stripe, { shipping_options: [{ shipping_rate_data: yen }] });
  await expect(wrong).rejects.toThrow('no amount in the currency');
  const session = await givenPurchase(stripe, options(ground.id));
  const other = emulator.transact((tx) =>
    chooseShippingRate(tx, { session: tx.get('checkout.session', session.id), rate: air.id }),
  );
  await expect(other).rejects.toThrow('Choose one of the ways of shipping.');
});
