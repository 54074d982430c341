import type Stripe from 'stripe';
import { expect, test } from 'vitest';
import { givenEmulator } from '../testing/given-emulator.ts';

async function givenCustomers(): Promise<Stripe> {
  const { emulator, stripe } = await givenEmulator();
  await stripe.customers.create({
    name: 'Ada Lovelace',
    email: 'ada@example.com',
    metadata: { tier: 'gold', 'user id': '7' },
  });
  await emulator.advance({ seconds: 100 });
  await stripe.customers.create({ name: 'Grace Hopper', email: 'grace@example.com', metadata: { tier: 'silver' } });
  await stripe.customers.create({ name: "Sinéad O'Connor", metadata: { tier: 'gold' } });
  return stripe;
}

test('a query finds what it describes, newest first', async () => {
  const stripe = await givenCustomers();
  const created = new Date('2026-01-01T00:01:40Z').getTime() / 1000;
  const found: [query: string, first: string[]][] = [
    ["name:'ada lovelace'", ['Ada']],
    ["name~'lace'", ['Ada']],
    ["metadata['tier']:'gold'", ['Sinéad', 'Ada']],
    ['metadata["tier"]:"gold" AND name~"ada"', ['Ada']],
    ["email:'ada@example.com' OR email:'grace@example.com'", ['Grace', 'Ada']],
    ["-metadata['tier']:'gold'", ['Grace']],
    ['email:null', ['Sinéad']],
    ['-email:null', ['Grace', 'Ada']],
    ["metadata['user id']:'7'", ['Ada']],
    ["-metadata['user id']:null", ['Ada']],
    [`created<${created}`, ['Ada']],
    [`created>='${created}'`, ['Sinéad', 'Grace']],
    ["name:'Sinéad O\\'Connor'", ['Sinéad']],
  ];
  for (const [query, first] of found) {
    const { data } = await stripe.customers.search({ query });
    expect([query, data.map(({ name }) => name?.split(' ')[0])]).toEqual([query, first]);
  }
});

test('results come in pages, and are counted when asked', async () => {
  const stripe = await givenCustomers();
  const first = await stripe.customers.search({ query: "metadata['tier']:'gold'", limit: 1, expand: ['total_count'] });
  expect(first).toMatchObject({ object: 'search_result', has_more: true, total_count: 2, url: '/v1/customers/search' });
  const second = await stripe.customers.search({
    query: "metadata['tier']:'gold'",
    limit: 1,
    page: first.next_page ?? '',
  });
  expect(second).toMatchObject({ has_more: false, next_page: null, data: [{ name: 'Ada Lovelace' }] });
  expect(second).not.toHaveProperty('total_count');
  await expect(stripe.customers.search({ query: 'email:null', page: 'nonsense' })).rejects.toMatchObject({
    param: 'page',
  });
});

test('a query that cannot be read, or asks for what cannot be searched, is refused', async () => {
  const stripe = await givenCustomers();
  const refusals: [string, string][] = [
    ['nonsense', 'unable to parse'],
    ["name:'a' AND", 'unable to parse'],
    ["name:'a' AND email:'b' OR phone:'c'", 'cannot combine AND and OR'],
    ["shoe_size:'44'", 'Field `shoe_size` is an unsupported search field for resource `customers`'],
    ["name~'ab'", 'at least 3 characters'],
    ["created>'soon'", 'unable to parse'],
    ["name['x']:'y'", 'unable to parse'],
  ];
  for (const [query, message] of refusals) {
    await expect(stripe.customers.search({ query })).rejects.toMatchObject({
      statusCode: 400,
      message: expect.stringContaining(message),
    });
  }
});
