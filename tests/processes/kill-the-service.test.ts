import { afterAll, beforeAll, expect, test } from 'vitest';
import { givenPerson } from '../scenarios/given-person.ts';
import { eventually, givenFleet, type Fleet } from './given-fleet.ts';

let fleet: Fleet;
beforeAll(async () => {
  fleet = await givenFleet();
});
afterAll(() => fleet.close());

const eventsIn = (state: string) =>
  fleet.billing.db
    .selectFrom('webhook_events')
    .select(['id', 'type'])
    .where('state', '=', state as 'pending')
    .execute();

const mailsTo = (email: string) =>
  fleet.mailServer.received.filter(({ to }) => !Array.isArray(to) && to?.text.includes(email));

test('what was answered before a kill -9 is stored, and the next worker applies it once', async () => {
  const api = await fleet.start('api');
  const person = { id: 'user_kill', email: 'kill@example.com', name: 'Kay Nine' };
  const kay = await givenPerson(api, person);
  await kay.checkOut({ tier: 'middleweight', billingPeriod: 'annual', card: '4242424242424242' });
  await fleet.emulator.settled();
  const stored = await eventsIn('pending');
  expect(stored.map(({ type }) => type)).toContain('checkout.session.completed');
  await api.kill();

  // Nobody works yet: everything is stored, nothing is applied.
  expect(await fleet.billing.db.selectFrom('subscriptions').select('id').execute()).toEqual([]);

  await fleet.start('worker');
  await eventually('the inbox is worked off', async () => (await eventsIn('pending')).length === 0);
  const rows = await fleet.billing.db.selectFrom('subscriptions').selectAll().execute();
  expect(rows).toMatchObject([{ user_id: person.id, status: 'active', tier: 'middleweight' }]);
  await eventually('the welcome mail arrives', async () => mailsTo(person.email).length > 0);

  const another = await fleet.start('api');
  const again = await givenPerson(another, person);
  expect(await again.subscription()).toMatchObject({ status: 'active', tier: 'middleweight' });
});

test('workers that die at their work, one after the other, leave nothing half done', async () => {
  const api = await fleet.start('api');
  const people = await Promise.all(
    Array.from({ length: 6 }, (_, at) =>
      givenPerson(api, { id: `user_dies_${at}`, email: `dies${at}@example.com`, name: `Person ${at}` }),
    ),
  );
  for (const person of people) {
    await person.checkOut({ tier: 'lightweight', billingPeriod: 'monthly', card: '4242424242424242' });
  }
  for (const lifeMs of [5, 20, 60]) {
    const worker = await fleet.start('worker');
    await new Promise((resolve) => setTimeout(resolve, lifeMs));
    await worker.kill();
  }
  await fleet.start('worker');
  await eventually('the inbox is worked off', async () => (await eventsIn('pending')).length === 0);
  for (const person of people) {
    expect(await person.subscription()).toMatchObject({ status: 'active', tier: 'lightweight' });
    await eventually('each is welcomed', async () => mailsTo(person.email).length > 0);
    // A repeat is possible only between the mail server's answer and our commit, and carries the same Message-ID.
    expect(new Set(mailsTo(person.email).map(({ messageId }) => messageId)).size).toBe(1);
  }
  expect(await eventsIn('parked')).toEqual([]);
});
