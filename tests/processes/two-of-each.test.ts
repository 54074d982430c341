import { afterAll, beforeAll, expect, test } from 'vitest';
import { givenPerson } from '../scenarios/given-person.ts';
import { eventually, givenFleet, type Fleet, type ServiceProcess } from './given-fleet.ts';

// Two processes that answer and two that work, on one PostgreSQL; Stripe tells each of the first two everything.
let fleet: Fleet;
let doors: ServiceProcess[];
beforeAll(async () => {
  fleet = await givenFleet();
  doors = [await fleet.start('api'), await fleet.start('api')];
  await fleet.start('worker');
  await fleet.start('worker');
});
afterAll(() => fleet.close());

test('one person who asks at both doors at once is one customer with one open checkout', async () => {
  const person = { id: 'user_racing', email: 'racing@example.com', name: 'Ray Cing' };
  const atDoors = await Promise.all(doors.map((door) => givenPerson(door, person)));
  const asks = Array.from({ length: 8 }, (_, at) =>
    atDoors[at % 2]!.request('/api/payments/create-checkout-session', {
      method: 'POST',
      body: { tier: 'heavyweight', billing_period: 'annual' },
    }),
  );
  const answers = await Promise.all(asks);
  expect(answers.map((answer) => answer.status)).toEqual(Array(8).fill(200));
  const urls = await Promise.all(answers.map(async (answer) => JSON.stringify(await answer.json())));
  expect(new Set(urls).size).toBe(1);
  const customers = await fleet.billing.stripe.customers.list({ email: person.email });
  expect(customers.data).toHaveLength(1);
  const sessions = await fleet.billing.stripe.checkout.sessions.list({ status: 'open' });
  expect(sessions.data).toHaveLength(1);
});

test('eight people who pay are eight subscriptions, eight tiers and eight welcomes', async () => {
  const people = await Promise.all(
    Array.from({ length: 8 }, (_, at) =>
      givenPerson(doors[at % 2] ?? doors[0]!, { id: `user_${at}`, email: `p${at}@example.com`, name: `Person ${at}` }),
    ),
  );
  await Promise.all(
    people.map((person) =>
      person.checkOut({ tier: 'lightweight', billingPeriod: 'monthly', card: '5555555555554444' }),
    ),
  );
  const { db } = fleet.billing;
  await fleet.emulator.settled();
  await eventually('both workers are done', async () => {
    const pending = await db.selectFrom('webhook_events').select('id').where('state', '=', 'pending').execute();
    return pending.length === 0;
  });
  for (const person of people) {
    expect(await person.subscription()).toMatchObject({ status: 'active', tier: 'lightweight' });
    const welcomed = () => fleet.mailServer.received.filter((mail) => JSON.stringify(mail.to).includes(person.email));
    await eventually('the welcome arrives', async () => welcomed().length > 0);
    expect(welcomed()).toHaveLength(1);
  }
  const stored = await db.selectFrom('webhook_events').select('id').execute();
  expect(new Set(stored.map(({ id }) => id)).size).toBe(stored.length);
  const atStripe = await fleet.billing.stripe.subscriptions.list({ limit: 100 });
  expect(atStripe.data).toHaveLength(8);
  // Both doors were told of each event: one row each all the same.
  const events = await fleet.billing.stripe.events.list({ type: 'checkout.session.completed', limit: 100 });
  expect(stored.filter(({ id }) => events.data.some((event) => event.id === id))).toHaveLength(8);
});
