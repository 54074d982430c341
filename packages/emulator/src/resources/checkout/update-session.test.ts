import { expect, test } from 'vitest';
import { givenPrice } from '../../billing-cycle/given-billing.ts';
import { givenEmulator } from '../../testing/given-emulator.ts';
import { givenPurchase, givenSession, pay } from './given-session.ts';

test('the items of an open session are replaced, changed, added and taken out', async () => {
  const { stripe } = await givenEmulator();
  const shirt = await stripe.prices.create({ currency: 'usd', unit_amount: 1900, product_data: { name: 'Shirt' } });
  const session = await givenPurchase(stripe);
  const [gloves] = (await stripe.checkout.sessions.listLineItems(session.id)).data;
  const id = gloves?.id ?? '';
  const more = await stripe.checkout.sessions.update(session.id, {
    line_items: [
      { price: shirt.id, quantity: 1 },
      { id, quantity: 3, metadata: { size: 'L' } },
    ],
  });
  // $19.00 + 3 × $20.00
  expect(more).toMatchObject({ amount_subtotal: 7900, amount_total: 7900 });
  const { data } = await stripe.checkout.sessions.listLineItems(session.id);
  expect(data).toMatchObject([
    { price: { id: shirt.id }, quantity: 1 },
    { id, quantity: 3, amount_total: 6000, metadata: { size: 'L' } },
  ]);
  const less = await stripe.checkout.sessions.update(session.id, { line_items: [{ id }] });
  expect(less.amount_total).toBe(6000);
  const page = await stripe.checkout.sessions.listLineItems(session.id, { limit: 1 });
  expect(page).toMatchObject({ has_more: false, url: `/v1/checkout/sessions/${session.id}/line_items` });
});

test('line items come in pages', async () => {
  const { stripe } = await givenEmulator();
  const item = (name: string) => ({
    price_data: { currency: 'usd', unit_amount: 100, product_data: { name } },
    quantity: 1,
  });
  const session = await givenPurchase(stripe, { line_items: ['A', 'B', 'C'].map(item) });
  const first = await stripe.checkout.sessions.listLineItems(session.id, { limit: 2 });
  expect([first.has_more, first.data.map(({ description }) => description)]).toEqual([true, ['A', 'B']]);
  const starting_after = first.data[1]?.id ?? '';
  const rest = await stripe.checkout.sessions.listLineItems(session.id, { limit: 2, starting_after });
  expect([rest.has_more, rest.data.map(({ description }) => description)]).toEqual([false, ['C']]);
});

test('shipping options are replaced, and the first of the new ones is chosen', async () => {
  const { stripe } = await givenEmulator();
  const option = (display_name: string, amount: number) => ({
    shipping_rate_data: { display_name, type: 'fixed_amount' as const, fixed_amount: { amount, currency: 'usd' } },
  });
  const session = await givenPurchase(stripe, { shipping_options: [option('Ground', 500)] });
  const changed = await stripe.checkout.sessions.update(session.id, {
    shipping_options: [option('Air', 1200), option('Sea', 300)],
    metadata: { cart: '7' },
  });
  expect(changed).toMatchObject({ amount_total: 5200, shipping_cost: { amount_total: 1200 }, metadata: { cart: '7' } });
  const none = await stripe.checkout.sessions.update(session.id, { shipping_options: '' });
  expect(none).toMatchObject({ amount_total: 4000, shipping_cost: null, shipping_options: [] });
});

test('a merchant’s own page tells where the goods go, and what the payment says', async () => {
  const { emulator, stripe } = await givenEmulator();
  const session = await givenPurchase(stripe, {
    ui_mode: 'elements',
    success_url: undefined as never,
    return_url: 'https://example.com/back',
    automatic_tax: { enabled: true },
    payment_intent_data: { description: 'Order 7', metadata: { order: '7', draft: 'yes' } },
  });
  const shipping_details = {
    name: 'Ada',
    address: { country: 'DE', line1: 'Unter den Linden 1', postal_code: '10117' },
  };
  const updated = await stripe.checkout.sessions.update(session.id, {
    collected_information: { shipping_details },
    payment_intent_data: { description: '', metadata: { draft: '' }, statement_descriptor_suffix: 'GLOVES' },
  });
  // 19 % of $40.00.
  expect(updated).toMatchObject({
    amount_total: 4760,
    collected_information: { shipping_details: { name: 'Ada', address: { country: 'DE', line2: null } } },
  });
  await pay(emulator, session, 'pm_card_visa');
  expect((await stripe.paymentIntents.list()).data).toMatchObject([
    { description: null, metadata: { order: '7' }, statement_descriptor_suffix: 'GLOVES', shipping: { name: 'Ada' } },
  ]);
});

test('an update is refused that the session has no place for', async () => {
  const { emulator, stripe } = await givenEmulator();
  const session = await givenSession(stripe);
  const { id } = session;
  const update = stripe.checkout.sessions.update.bind(stripe.checkout.sessions);
  const once = await stripe.prices.create({ currency: 'usd', unit_amount: 1900, product_data: { name: 'Shirt' } });
  const yearly = await givenPrice(stripe, { unit_amount: 9900, recurring: { interval: 'year' } });
  const address = { country: 'DE', line1: 'x' };
  await expect(update(id, { line_items: [{ id: 'li_none' }] })).rejects.toMatchObject({ param: 'line_items[0][id]' });
  await expect(update(id, { line_items: [{ price: once.id, quantity: 1 }] })).rejects.toThrow('at least one recurring');
  await expect(update(id, { collected_information: { shipping_details: { name: 'Ada', address } } })).rejects.toThrow(
    '`collected_information` can only be updated',
  );
  await expect(update(id, { payment_intent_data: { description: 'x' } })).rejects.toMatchObject({
    param: 'payment_intent_data',
  });
  await expect(update(id, { shipping_options: '' })).rejects.toThrow('You can not pass `shipping_options`');
  expect((await update(id, { line_items: [{ price: yearly.id, quantity: 1 }] })).amount_total).toBe(9900);
  await pay(emulator, session, 'pm_card_visa');
  await expect(update(id, { line_items: [{ price: yearly.id, quantity: 1 }] })).rejects.toThrow('status of complete');
  expect(await update(id, { metadata: { seen: 'yes' } })).toMatchObject({ metadata: { seen: 'yes' } });
});
