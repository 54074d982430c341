import { expect, test } from 'vitest';
import { givenCustomer, givenPrice } from '../../billing-cycle/given-billing.ts';
import { givenEmulator } from '../../testing/given-emulator.ts';

test('A subscription has at most 20 items, also after a change', async () => {
  const { stripe } = await givenEmulator();
  const { id: customer } = await givenCustomer(stripe, 'pm_card_visa');
  const items: { price: string }[] = [];
  for (let count = 0; count < 21; count += 1) {
    const { id: price } = await givenPrice(stripe, { unit_amount: 100 });
    items.push({ price });
  }
  const { id } = await stripe.subscriptions.create({ customer, items: items.slice(0, 20) });
  await expect(stripe.subscriptions.update(id, { items: items.slice(20) })).rejects.toThrow('at most 20 items');
  await expect(stripe.subscriptions.create({ customer, items })).rejects.toThrow('at most 20 items');
});

test('A customer has at most 500 subscriptions that go on; what a schedule is to begin counts', async () => {
  const { emulator, stripe } = await givenEmulator();
  const price = await givenPrice(stripe, { unit_amount: 100 });
  const { id: customer } = await givenCustomer(stripe, 'pm_card_visa');
  const items = [{ price: price.id }];
  const { id } = await stripe.subscriptions.create({ customer, items });
  const phase = { items, duration: { interval: 'month' } } as const;
  const startsLater = { customer, start_date: 1_800_000_000, phases: [phase] };
  await stripe.subscriptionSchedules.create(startsLater);
  await emulator.transact((tx) => {
    const one = tx.get('subscription', id);
    for (let count = 0; count < 498; count += 1)
      tx.insert('subscription', { ...one, id: `sub_more${count}`, status: 'unpaid' });
  });
  const full = { code: 'customer_max_subscriptions' };
  await expect(stripe.subscriptions.create({ customer, items })).rejects.toMatchObject(full);
  await expect(stripe.subscriptionSchedules.create(startsLater)).rejects.toMatchObject(full);
  await stripe.subscriptions.cancel(id);
  expect((await stripe.subscriptions.create({ customer, items })).status).toBe('active');
});

test('All discounts of a subscription are taken away at once', async () => {
  const { stripe } = await givenEmulator();
  const price = await givenPrice(stripe, { unit_amount: 1000 });
  const { id: customer } = await givenCustomer(stripe, 'pm_card_visa');
  const coupon = await stripe.coupons.create({ percent_off: 20, duration: 'forever' });
  const { id } = await stripe.subscriptions.create({
    customer,
    items: [{ price: price.id }],
    discounts: [{ coupon: coupon.id }],
  });
  expect(await stripe.subscriptions.deleteDiscount(id)).toMatchObject({ deleted: true, subscription: id });
  expect((await stripe.subscriptions.retrieve(id)).discounts).toEqual([]);
  await expect(stripe.subscriptions.deleteDiscount(id)).rejects.toMatchObject({ statusCode: 404 });
});

test('What belongs to another account, or is not served, is refused by name', async () => {
  const { stripe } = await givenEmulator();
  const price = await givenPrice(stripe, { unit_amount: 1000 });
  const { id: customer } = await givenCustomer(stripe, 'pm_card_visa');
  const items = [{ price: price.id }];
  const { id } = await stripe.subscriptions.create({ customer, items });
  const refused = { param: 'transfer_data' };
  const transfer = { transfer_data: { destination: 'acct_other' } };
  await expect(stripe.subscriptions.create({ customer, items, ...transfer })).rejects.toMatchObject(refused);
  await expect(stripe.subscriptions.update(id, transfer)).rejects.toMatchObject(refused);
  const trial = { items: [{ price: price.id, current_trial: { trial_offer: 'to_1' } }] };
  const unserved = { param: 'items[0][current_trial]' };
  await expect(stripe.subscriptions.create({ customer, ...trial })).rejects.toMatchObject(unserved);
  await expect(stripe.subscriptions.update(id, trial)).rejects.toMatchObject(unserved);
});
