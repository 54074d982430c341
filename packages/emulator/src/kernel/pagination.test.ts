import type Stripe from 'stripe';
import { expect, test } from 'vitest';
import { givenEmulator } from '../testing/given-emulator.ts';

async function givenCustomers(stripe: Stripe, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let i = 0; i < count; i += 1) ids.push((await stripe.customers.create({ name: `Customer ${i}` })).id);
  return ids;
}

const idsOf = (list: Stripe.ApiList<{ id: string }>): string[] => list.data.map(({ id }) => id);

test('a list is newest first, ten at a time, and says whether there is more', async () => {
  const { stripe } = await givenEmulator();
  const ids = await givenCustomers(stripe, 12);
  const page = await stripe.customers.list();
  expect(page).toMatchObject({ object: 'list', has_more: true, url: '/v1/customers' });
  expect(idsOf(page)).toEqual(ids.toReversed().slice(0, 10));
});

test('cursors leave out the object that they name, in both directions', async () => {
  const { stripe } = await givenEmulator();
  const [a, b, c, d, e] = (await givenCustomers(stripe, 5)) as [string, string, string, string, string];
  const after = await stripe.customers.list({ starting_after: d, limit: 2 });
  expect([idsOf(after), after.has_more]).toEqual([[c, b], true]);
  const last = await stripe.customers.list({ starting_after: b, limit: 2 });
  expect([idsOf(last), last.has_more]).toEqual([[a], false]);
  const before = await stripe.customers.list({ ending_before: b, limit: 2 });
  expect([idsOf(before), before.has_more]).toEqual([[d, c], true]);
  const newest = await stripe.customers.list({ ending_before: c, limit: 2 });
  expect([idsOf(newest), newest.has_more]).toEqual([[e, d], false]);
});

test('the client walks through all pages and meets each object once', async () => {
  const { stripe } = await givenEmulator();
  const ids = await givenCustomers(stripe, 23);
  const met = await stripe.customers.list({ limit: 5 }).autoPagingToArray({ limit: 100 });
  expect(met.map(({ id }) => id)).toEqual(ids.toReversed());
});

test('a cursor that names nothing, and two cursors, are refused', async () => {
  const { stripe } = await givenEmulator();
  const [id] = await givenCustomers(stripe, 1);
  await expect(stripe.customers.list({ starting_after: 'cus_none' })).rejects.toMatchObject({
    code: 'resource_missing',
    param: 'starting_after',
    message: "No such customer: 'cus_none'",
  });
  await expect(stripe.customers.list({ starting_after: id, ending_before: id })).rejects.toMatchObject({
    statusCode: 400,
    message: 'Received both starting_after and ending_before parameters. Please pass in only one.',
  });
  await expect(stripe.customers.list({ starting_after: id, ending_before: 'cus_none' })).rejects.toMatchObject({
    code: 'resource_missing',
    param: 'ending_before',
  });
});

test('a limit beyond 1 to 100 counts as the nearest that there is', async () => {
  const { stripe } = await givenEmulator();
  await givenCustomers(stripe, 101);
  const counts = await Promise.all(
    [0, -1, 101].map(async (limit) => (await stripe.customers.list({ limit })).data.length),
  );
  expect(counts).toEqual([1, 1, 100]);
});

test('what was deleted keeps its place as a cursor', async () => {
  const { stripe } = await givenEmulator();
  const [oldest, middle, newest] = (await givenCustomers(stripe, 3)) as [string, string, string];
  await stripe.customers.del(middle);
  expect(idsOf(await stripe.customers.list({ starting_after: middle }))).toEqual([oldest]);
  expect(idsOf(await stripe.customers.list({ ending_before: middle }))).toEqual([newest]);
});

test('a list can be narrowed to when its objects were made', async () => {
  const { emulator, stripe } = await givenEmulator();
  const [early] = await givenCustomers(stripe, 1);
  await emulator.advance({ seconds: 60 });
  const [late] = await givenCustomers(stripe, 1);
  const { created } = (await stripe.customers.retrieve(late as string)) as Stripe.Customer;
  expect(idsOf(await stripe.customers.list({ created: { lt: created } }))).toEqual([early]);
  expect(idsOf(await stripe.customers.list({ created: { gte: created } }))).toEqual([late]);
  expect(idsOf(await stripe.customers.list({ created: { gt: created } }))).toEqual([]);
  expect(idsOf(await stripe.customers.list({ created }))).toEqual([late]);
});

test('filters look up by field, and one that names what never was is refused', async () => {
  const { stripe } = await givenEmulator();
  const { id } = await stripe.customers.create({ email: 'ada@example.com' });
  await stripe.customers.create({ email: 'grace@example.com' });
  expect(idsOf(await stripe.customers.list({ email: 'ada@example.com' }))).toEqual([id]);
  await stripe.customers.update(id, { email: 'countess@example.com' });
  expect(idsOf(await stripe.customers.list({ email: 'ada@example.com' }))).toEqual([]);
  expect(idsOf(await stripe.customers.list({ email: 'countess@example.com' }))).toEqual([id]);
  await expect(stripe.prices.list({ product: 'prod_none' })).rejects.toMatchObject({
    code: 'resource_missing',
    param: 'product',
  });
});
