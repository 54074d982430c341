import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { givenPrice } from '../../billing-cycle/given-billing.ts';
import type { Emulator } from '../../create-emulator.ts';
import type { Tx } from '../../kernel/tx.ts';
import { givenEmulator } from '../../testing/given-emulator.ts';
import { changeCustomAmount, changeQuantity, chooseOptionalItem } from './change-items.ts';
import { givenPurchase, givenSession, home, pay } from './given-session.ts';
import { sessionView } from './session-view.ts';

type Session = Stripe.Checkout.Session;

function onPage<T>(emulator: Emulator, { id }: Session, act: (tx: Tx, session: Session) => T): Promise<T> {
  return emulator.transact((tx) => act(tx, tx.get('checkout.session', id)));
}

async function firstItem(stripe: Stripe, session: Session): Promise<string> {
  return (await stripe.checkout.sessions.listLineItems(session.id)).data[0]?.id ?? '';
}

describe('the quantity of an item', () => {
  test('is changed within its limits, and the order follows', async () => {
    const { emulator, stripe } = await givenEmulator();
    const price = await givenPrice(stripe, { unit_amount: 1000 });
    const session = await givenSession(stripe, {
      line_items: [{ price: price.id, quantity: 2, adjustable_quantity: { enabled: true, minimum: 1, maximum: 5 } }],
    });
    const item = await firstItem(stripe, session);
    const set = (quantity: number) =>
      onPage(emulator, session, (tx, open) => changeQuantity(tx, { session: open, item, quantity }));
    expect(await set(5)).toMatchObject({ amount_total: 5000 });
    await expect(set(6)).rejects.toThrow('Choose a quantity from 1 to 5.');
    await expect(set(0)).rejects.toThrow('Choose a quantity from 1 to 5.');
    await pay(emulator, session, 'pm_card_visa');
    const [subscription] = (await stripe.subscriptions.list()).data;
    expect(subscription?.items.data[0]).toMatchObject({ quantity: 5 });
    await expect(set(2)).rejects.toThrow('no longer open');
  });

  test('may be none, unless nothing would be left', async () => {
    const { emulator, stripe } = await givenEmulator();
    const product_data = { name: 'Wraps' };
    const wraps = { price_data: { currency: 'usd', unit_amount: 900, product_data }, quantity: 1 };
    const adjustable = { ...wraps, adjustable_quantity: { enabled: true } };
    const session = await givenPurchase(stripe, { line_items: [adjustable, wraps] });
    const item = await firstItem(stripe, session);
    const none = await onPage(emulator, session, (tx, open) =>
      changeQuantity(tx, { session: open, item, quantity: 0 }),
    );
    expect(none.amount_total).toBe(900);
    expect((await stripe.checkout.sessions.listLineItems(session.id)).data).toHaveLength(1);
    const alone = await givenPurchase(stripe, { line_items: [adjustable] });
    const only = await firstItem(stripe, alone);
    const empty = onPage(emulator, alone, (tx, open) => changeQuantity(tx, { session: open, item: only, quantity: 0 }));
    await expect(empty).rejects.toThrow('must keep at least one item');
  });

  test('stays as it is where the session does not offer it', async () => {
    const { emulator, stripe } = await givenEmulator();
    const session = await givenPurchase(stripe);
    const item = await firstItem(stripe, session);
    const change = onPage(emulator, session, (tx, open) => changeQuantity(tx, { session: open, item, quantity: 3 }));
    await expect(change).rejects.toThrow('cannot be changed');
    const limits = { enabled: true, minimum: 3, maximum: 2 };
    const price_data = { currency: 'usd', unit_amount: 900, product_data: { name: 'Wraps' } };
    const crossed = givenPurchase(stripe, { line_items: [{ price_data, quantity: 2, adjustable_quantity: limits }] });
    await expect(crossed).rejects.toMatchObject({ param: 'line_items[0][adjustable_quantity]' });
  });
});

test('an optional item is bought only by those who add it', async () => {
  const { emulator, stripe } = await givenEmulator();
  const coaching = await givenPrice(stripe, { name: 'Coaching', unit_amount: 3000 });
  const shirt = await stripe.prices.create({ currency: 'usd', unit_amount: 1900, product_data: { name: 'Shirt' } });
  const session = await givenSession(stripe, {
    optional_items: [
      { price: coaching.id, quantity: 1 },
      { price: shirt.id, quantity: 2, adjustable_quantity: { enabled: true, maximum: 4 } },
    ],
  });
  expect(session).toMatchObject({
    amount_total: 1499,
    optional_items: [
      { price: coaching.id, quantity: 1, adjustable_quantity: null },
      { price: shirt.id, quantity: 2, adjustable_quantity: { enabled: true, maximum: 4, minimum: null } },
    ],
  });
  const choose = (index: number, isChosen: boolean) =>
    onPage(emulator, session, (tx, open) => chooseOptionalItem(tx, { session: open, index, isChosen }));
  expect((await choose(0, true)).amount_total).toBe(4499);
  // $14.99 + $30.00 + 2 × $19.00.
  expect((await choose(1, true)).amount_total).toBe(8299);
  expect((await choose(1, true)).amount_total).toBe(8299);
  expect((await choose(1, false)).amount_total).toBe(4499);
  const view = await onPage(emulator, session, sessionView);
  expect(view.optionalItems).toMatchObject([{ index: 1, description: 'Shirt', amount: 3800 }]);
  await expect(choose(2, true)).rejects.toThrow('not offered');
  await pay(emulator, session, 'pm_card_visa');
  const [subscription] = (await stripe.subscriptions.list()).data;
  expect(subscription?.items.data.map((item) => item.price.id)).toContain(coaching.id);
  const { data } = await stripe.checkout.sessions.listLineItems(session.id, { limit: 1 });
  expect(data).toHaveLength(1);
});

describe('a price that leaves its amount to the person', () => {
  async function givenDonation(stripe: Stripe, terms: Partial<Stripe.PriceCreateParams.CustomUnitAmount> = {}) {
    const price = await stripe.prices.create({
      currency: 'usd',
      custom_unit_amount: { enabled: true, minimum: 500, maximum: 100_000, preset: 2500, ...terms },
      product_data: { name: 'Donation' },
    });
    const params = { mode: 'payment' as const, line_items: [{ price: price.id, quantity: 1 }], ...home };
    return { price, session: await stripe.checkout.sessions.create({ ...params, submit_type: 'donate' }) };
  }

  test('begins with what it proposes and takes what is chosen', async () => {
    const { emulator, stripe } = await givenEmulator();
    const { session } = await givenDonation(stripe);
    expect(session).toMatchObject({ amount_subtotal: 2500, amount_total: 2500, submit_type: 'donate' });
    const item = await firstItem(stripe, session);
    const set = (amount: number) =>
      onPage(emulator, session, (tx, open) => changeCustomAmount(tx, { session: open, item, amount }));
    await expect(set(499)).rejects.toThrow('The amount must be at least $5.00.');
    await expect(set(100_001)).rejects.toThrow('The amount must be at most $1,000.00.');
    expect(await set(4200)).toMatchObject({ amount_total: 4200 });
    await pay(emulator, session, 'pm_card_visa');
    const { data } = await stripe.checkout.sessions.listLineItems(session.id);
    expect(data).toMatchObject([
      { amount_total: 4200, price: { unit_amount: null, custom_unit_amount: { preset: 2500 } } },
    ]);
    expect((await stripe.paymentIntents.list()).data).toMatchObject([{ amount_received: 4200 }]);
  });

  test('is not paid before an amount is chosen, and stands alone', async () => {
    const { emulator, stripe } = await givenEmulator();
    const price = await stripe.prices.create({
      currency: 'usd',
      custom_unit_amount: { enabled: true },
      product_data: { name: 'Donation' },
    });
    const item = { price: price.id, quantity: 1 };
    const session = await givenPurchase(stripe, { line_items: [item] });
    expect(session.amount_total).toBe(0);
    await expect(pay(emulator, session, 'pm_card_visa')).rejects.toThrow('The amount must be at least $0.50.');
    await expect(givenPurchase(stripe, { line_items: [{ ...item, quantity: 2 }] })).rejects.toThrow('the only item');
    await expect(givenPurchase(stripe, { line_items: [item], allow_promotion_codes: true })).rejects.toMatchObject({
      param: 'allow_promotion_codes',
    });
  });
});
