import fc from 'fast-check';
import type Stripe from 'stripe';
import { expect, test } from 'vitest';
import { ask, givenEmulator } from '../testing/given-emulator.ts';
import { randomParams } from '../testing/random-params.ts';
import { resources } from '../resources/index.ts';
import { operationTable } from './operation-table.ts';

const runs = 600;
const served = resources.flatMap(({ operations }) => Object.keys(operations ?? {}));

test('no operation answers random parameters with an error of its own, or not at all', async () => {
  const { emulator, stripe } = await givenEmulator({ log: () => undefined });
  const ids = new Map<string, string[]>();
  const allIds = (): string[] => [...ids.values()].flat();
  for (const object of await givenOneOfMany(stripe)) ids.set(object.object, [object.id]);

  const calls = fc
    .constantFrom(...served)
    .chain((key) =>
      fc.tuple(fc.constant(key), randomParams(operationTable.operations[key]?.params ?? -1, ids), fc.nat(1000)),
    );
  const failures: string[] = [];
  const statuses = new Map<number, number>();
  const call = async ([key, params, pick]: [string, string, number]): Promise<void> => {
    const [method = '', template = ''] = key.split(' ');
    const own = ids.get(operationTable.operations[key]?.result[0] ?? '');
    // Mostly an id of the operation's own kind, sometimes one of another.
    const known = own && pick % 6 ? own : allIds();
    const path = template.replace(/:\w+/g, () => known[pick % known.length] ?? 'none');
    const asQuery = method === 'GET' ? `?${params}` : '';
    const answer = await ask(emulator, method, path + asQuery, method === 'GET' ? {} : { body: params });
    statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
    if (answer.status >= 500) failures.push(`${method} ${path} ${params}\n${emulator.requests()[0]?.id}`);
    const { id, object } = answer.body;
    if (typeof id === 'string' && typeof object === 'string')
      ids.set(object, [...(ids.get(object) ?? []).slice(-3), id]);
  };
  await fc.assert(fc.asyncProperty(calls, call), { numRuns: runs, seed: 5, endOnFailure: true });
  expect(failures).toEqual([]);
  // Random parameters that never pass would prove nothing.
  expect(statuses.get(200)).toBeGreaterThan(runs / 20);
});

/** An object of each kind that others are made from. */
async function givenOneOfMany(stripe: Stripe): Promise<{ id: string; object: string }[]> {
  const customer = await stripe.customers.create({ email: 'ada@example.com' });
  const card = await stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id });
  const recurring = { interval: 'month' } as const;
  const product = await stripe.products.create({ name: 'Boxing' });
  const price = await stripe.prices.create({ currency: 'usd', unit_amount: 1999, recurring, product: product.id });
  const coupon = await stripe.coupons.create({ percent_off: 10, duration: 'forever' });
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: price.id }],
    default_payment_method: card.id,
    expand: ['latest_invoice'],
  });
  const session = await stripe.checkout.sessions.create({
    mode: 'subscription',
    line_items: [{ price: price.id, quantity: 1 }],
    success_url: 'https://example.com/',
  });
  const [item] = subscription.items.data;
  return [customer, card, product, price, coupon, subscription, session, subscription.latest_invoice, item].filter(
    (object) => typeof object === 'object' && object !== null,
  );
}
