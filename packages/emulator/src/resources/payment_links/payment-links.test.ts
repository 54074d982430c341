import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { givenPrice } from '../../billing-cycle/given-billing.ts';
import type { Emulator } from '../../create-emulator.ts';
import { givenEmulator } from '../../testing/given-emulator.ts';
import { givenEndpoint } from '../../testing/given-endpoint.ts';
import { pay } from '../checkout/given-session.ts';
import { followPaymentLink, type LinkQuery } from './follow-payment-link.ts';

type Params = Partial<Stripe.PaymentLinkCreateParams>;

async function givenLink(stripe: Stripe, params: Params = {}): Promise<Stripe.PaymentLink> {
  const price = await stripe.prices.create({ currency: 'usd', unit_amount: 1500, product_data: { name: 'Gloves' } });
  return stripe.paymentLinks.create({ line_items: [{ price: price.id, quantity: 2 }], ...params });
}

async function follow(emulator: Emulator, id: string, query: LinkQuery = {}): Promise<Stripe.Checkout.Session> {
  const session = await emulator.transact((tx) => followPaymentLink(tx, tx.get('payment_link', id), query));
  if (!session) throw new Error('The link is inactive.');
  return session;
}

describe('a payment link', () => {
  test('shows what it sells and how, in Stripe’s shape', async () => {
    const { emulator, stripe } = await givenEmulator();
    const endpoint = await givenEndpoint(stripe, ['payment_link.created']);
    const link = await givenLink(stripe, { metadata: { campaign: 'spring' } });
    expect(link).toMatchObject({
      object: 'payment_link',
      active: true,
      after_completion: { hosted_confirmation: { custom_message: null }, type: 'hosted_confirmation' },
      allow_promotion_codes: false,
      billing_address_collection: 'auto',
      currency: 'usd',
      customer_creation: 'if_required',
      invoice_creation: { enabled: false, invoice_data: { issuer: null } },
      metadata: { campaign: 'spring' },
      payment_intent_data: null,
      payment_method_collection: 'always',
      restrictions: null,
      shipping_options: [],
      submit_type: 'auto',
      subscription_data: { trial_period_days: null },
      url: `${emulator.url}/b/${link.id}`,
    });
    expect(link).not.toHaveProperty('line_items');
    const { data } = await stripe.paymentLinks.listLineItems(link.id);
    expect(data).toMatchObject([{ object: 'item', amount_total: 3000, quantity: 2, description: 'Gloves' }]);
    const shown = await stripe.paymentLinks.retrieve(link.id, { expand: ['line_items'] });
    expect(shown.line_items?.data).toMatchObject([{ amount_subtotal: 3000 }]);
    await emulator.settled();
    expect(endpoint.types()).toEqual(['payment_link.created']);
  });

  test('opens a new session for everybody, with all that it says', async () => {
    const { emulator, stripe } = await givenEmulator();
    const shirt = await stripe.prices.create({ currency: 'usd', unit_amount: 1900, product_data: { name: 'Shirt' } });
    const rate = await stripe.shippingRates.create({
      display_name: 'Ground',
      fixed_amount: { amount: 500, currency: 'usd' },
    });
    const link = await givenLink(stripe, {
      after_completion: { type: 'redirect', redirect: { url: 'https://example.com/done?id={CHECKOUT_SESSION_ID}' } },
      custom_fields: [{ key: 'team', label: { type: 'custom', custom: 'Team' }, type: 'text', optional: true }],
      custom_text: { submit: { message: 'No refunds' } },
      metadata: { campaign: 'spring' },
      optional_items: [{ price: shirt.id, quantity: 1 }],
      payment_intent_data: { description: 'Order', metadata: { from: 'link' } },
      phone_number_collection: { enabled: true },
      shipping_address_collection: { allowed_countries: ['US'] },
      shipping_options: [{ shipping_rate: rate.id }],
      submit_type: 'book',
    });
    expect(link.shipping_options).toEqual([{ shipping_amount: 500, shipping_rate: rate.id }]);
    const session = await follow(emulator, link.id);
    expect(session).toMatchObject({
      amount_total: 3500,
      custom_fields: [{ key: 'team', text: { value: null } }],
      custom_text: { submit: { message: 'No refunds' } },
      consent_collection: { promotions: 'none', terms_of_service: 'none' },
      locale: 'auto',
      metadata: { campaign: 'spring' },
      mode: 'payment',
      optional_items: [{ price: shirt.id }],
      payment_link: link.id,
      phone_number_collection: { enabled: true },
      submit_type: 'book',
      success_url: 'https://example.com/done?id={CHECKOUT_SESSION_ID}',
    });
    expect((await follow(emulator, link.id)).id).not.toBe(session.id);
    const outcome = await pay(emulator, session, 'pm_card_visa');
    expect(outcome).toMatchObject({ redirectTo: `https://example.com/done?id=${session.id}` });
    expect((await stripe.paymentIntents.list()).data).toMatchObject([
      { amount: 3500, description: 'Order', metadata: { from: 'link' } },
    ]);
    const { data } = await stripe.checkout.sessions.list({ payment_link: link.id, status: 'complete' });
    expect(data.map(({ id }) => id)).toEqual([session.id]);
  });

  test('subscribes with the trial and metadata that it names', async () => {
    const { emulator, stripe } = await givenEmulator();
    const price = await givenPrice(stripe, { unit_amount: 1499 });
    const link = await stripe.paymentLinks.create({
      line_items: [{ price: price.id, quantity: 1 }],
      subscription_data: { trial_period_days: 7, metadata: { tier: 'lightweight' }, description: 'Membership' },
      payment_method_collection: 'if_required',
    });
    const session = await follow(emulator, link.id);
    expect(session).toMatchObject({ mode: 'subscription', amount_total: 0, payment_method_collection: 'if_required' });
    expect(await pay(emulator, session)).toMatchObject({ state: 'complete', redirectTo: null });
    const [subscription] = (await stripe.subscriptions.list()).data;
    expect(subscription).toMatchObject({
      status: 'trialing',
      description: 'Membership',
      metadata: { tier: 'lightweight' },
    });
  });

  test('takes from its address who pays, with which code, and for whom', async () => {
    const { emulator, stripe } = await givenEmulator();
    const coupon = await stripe.coupons.create({ percent_off: 10, duration: 'once' });
    await stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon: coupon.id }, code: 'SPRING' });
    const link = await givenLink(stripe, { allow_promotion_codes: true });
    const query = {
      prefilled_email: 'ada@example.com',
      prefilled_promo_code: 'spring',
      client_reference_id: 'member_1',
    };
    const session = await follow(emulator, link.id, query);
    // $30.00 − 10 %.
    expect(session).toMatchObject({ amount_total: 2700, client_reference_id: 'member_1', customer_email: null });
    const locked = await follow(emulator, link.id, { locked_prefilled_email: 'grace@example.com' });
    expect(locked.customer_email).toBe('grace@example.com');
    const nonsense = { prefilled_promo_code: 'NOPE', client_reference_id: 'not a reference', prefilled_email: 'ada' };
    expect(await follow(emulator, link.id, nonsense)).toMatchObject({ amount_total: 3000, client_reference_id: null });
  });

  test('ends after as many payments as it allows', async () => {
    const { emulator, stripe } = await givenEmulator();
    const endpoint = await givenEndpoint(stripe, ['payment_link.updated']);
    const link = await givenLink(stripe, { restrictions: { completed_sessions: { limit: 2 } } });
    expect(link.restrictions).toEqual({ completed_sessions: { count: 0, limit: 2 } });
    await pay(emulator, await follow(emulator, link.id), 'pm_card_visa');
    expect((await stripe.paymentLinks.retrieve(link.id)).active).toBe(true);
    await pay(emulator, await follow(emulator, link.id), 'pm_card_visa');
    expect(await stripe.paymentLinks.retrieve(link.id)).toMatchObject({
      active: false,
      restrictions: { completed_sessions: { count: 2, limit: 2 } },
    });
    await expect(follow(emulator, link.id)).rejects.toThrow('inactive');
    await emulator.settled();
    expect(endpoint.received[0]?.event.data.previous_attributes).toMatchObject({ active: true });
  });

  test('lets people decide what to pay', async () => {
    const { emulator, stripe } = await givenEmulator();
    const price = await stripe.prices.create({
      currency: 'usd',
      custom_unit_amount: { enabled: true, preset: 1000 },
      product_data: { name: 'Donation' },
    });
    const link = await stripe.paymentLinks.create({
      line_items: [{ price: price.id, quantity: 1 }],
      submit_type: 'donate',
    });
    expect((await follow(emulator, link.id)).amount_total).toBe(1000);
    expect((await follow(emulator, link.id, { __prefilled_amount: '2500' })).amount_total).toBe(2500);
  });
});

test('an update changes what it names, and what later sessions say', async () => {
  const { emulator, stripe } = await givenEmulator();
  const endpoint = await givenEndpoint(stripe, ['payment_link.updated']);
  const other = await givenLink(stripe, {
    metadata: { a: '1', b: '2' },
    payment_intent_data: { description: 'Order' },
  });
  const [item] = (await stripe.paymentLinks.listLineItems(other.id)).data;
  const open = await follow(emulator, other.id);
  const link = await stripe.paymentLinks.update(other.id, {
    inactive_message: 'Sold out',
    line_items: [{ id: item?.id ?? '', quantity: 3, adjustable_quantity: { enabled: true, maximum: 5 } }],
    metadata: { a: '', c: '3' },
    payment_intent_data: { statement_descriptor_suffix: 'GLOVES' },
    allow_promotion_codes: true,
  });
  expect(link).toMatchObject({
    allow_promotion_codes: true,
    inactive_message: 'Sold out',
    metadata: { b: '2', c: '3' },
    payment_intent_data: { description: 'Order', statement_descriptor_suffix: 'GLOVES' },
  });
  expect(await follow(emulator, link.id)).toMatchObject({ amount_total: 4500, allow_promotion_codes: true });
  expect((await stripe.checkout.sessions.retrieve(open.id)).amount_total).toBe(3000);
  await emulator.settled();
  expect(endpoint.received[0]?.event.data.previous_attributes).toMatchObject({
    allow_promotion_codes: false,
    inactive_message: null,
    metadata: { a: '1', c: null },
  });
  const cleared = await stripe.paymentLinks.update(link.id, { inactive_message: '', active: false });
  expect(cleared).toMatchObject({ active: false, inactive_message: null });
  await givenLink(stripe);
  expect((await stripe.paymentLinks.list({ active: false })).data.map(({ id }) => id)).toEqual([link.id]);
});

describe('a payment link is refused', () => {
  const refused: [string, Params, string][] = [
    ['that leads nowhere', { after_completion: { type: 'redirect' } }, 'after_completion[redirect]'],
    [
      'that leads to no address',
      { after_completion: { type: 'redirect', redirect: { url: 'shop' } } },
      'after_completion[redirect][url]',
    ],
    [
      'that nobody may pay',
      { restrictions: { completed_sessions: { limit: 0 } } },
      'restrictions[completed_sessions][limit]',
    ],
    [
      'with a trial of something that is bought once',
      { subscription_data: { trial_period_days: 7 } },
      'subscription_data',
    ],
    ['with fees of a platform', { application_fee_amount: 100 }, 'application_fee_amount'],
    ['that is not paid by card', { payment_method_types: ['klarna'] }, 'payment_method_types'],
    ['with nothing to sell', { line_items: [] }, 'line_items'],
  ];
  test.each(refused)('%s', async (_name, params, param) => {
    const { stripe } = await givenEmulator();
    await expect(givenLink(stripe, params)).rejects.toMatchObject({ param });
  });

  test('an update of an item that it has not', async () => {
    const { stripe } = await givenEmulator();
    const link = await givenLink(stripe);
    const update = stripe.paymentLinks.update(link.id, { line_items: [{ id: 'li_none', quantity: 1 }] });
    await expect(update).rejects.toMatchObject({ code: 'resource_missing', param: 'line_items[0][id]' });
  });
});
