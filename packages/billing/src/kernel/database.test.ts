import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import mmarkov from '../../../../catalogs/mmarkov.ts';
import { givenBilling } from '../testing/given-billing.ts';
import type { Billing } from './billing.ts';
import { openDatabase } from './database.ts';
import { claimInstallation } from './installation.ts';
import { migrate, schemaProblem } from './migrate.ts';
import { transact } from './transact.ts';

let billing: Billing;
beforeAll(async () => {
  billing = await givenBilling({ catalog: mmarkov });
});
afterAll(() => billing.close());

test('numbers, dates and times read the same on PostgreSQL and PGlite', async () => {
  const { rows } = await sql`select
    9007199254740991::bigint as big, nextval('look_ticket') as ticket, date '2026-02-28' as day,
    timestamptz '2026-02-28 12:00:00+02' as moment, '{"a":[1]}'::jsonb as json, 1.50::numeric as exact, true as yes`.execute(
    billing.db,
  );
  expect(rows[0]).toEqual({
    big: 9_007_199_254_740_991,
    ticket: expect.any(Number),
    day: '2026-02-28',
    moment: new Date('2026-02-28T10:00:00Z'),
    json: { a: [1] },
    exact: '1.50',
    yes: true,
  });
});

test('migrations run once, and a schema that is behind or ahead is told', async () => {
  expect(await migrate(billing.database)).toEqual([]);
  expect(await schemaProblem(billing.database)).toBeNull();
  const insert = sql`insert into schema_migrations (name, checksum) values ('9999_later', 'x')`;
  await insert.execute(billing.db);
  expect(await schemaProblem(billing.database)).toContain('9999_later');
  await sql`delete from schema_migrations where name = '9999_later'`.execute(billing.db);

  const [first] = await billing.db.selectFrom('schema_migrations').selectAll().orderBy('name').execute();
  await sql`update schema_migrations set checksum = 'changed' where name = ${first?.name}`.execute(billing.db);
  await expect(migrate(billing.database)).rejects.toThrow('was changed after it ran');
  await sql`update schema_migrations set checksum = ${first?.checksum} where name = ${first?.name}`.execute(billing.db);
});

// Another embedded database is made, which takes its time on a busy machine.
test('a database without any schema is told as such, and nothing starts on it', { timeout: 120_000 }, async () => {
  const empty = await openDatabase({ url: null, dataDir: null }, billing.log);
  expect(await schemaProblem(empty)).toContain('the migrations never ran');
  await expect(claimInstallation(empty, { livemode: false })).rejects.toThrow('Run the migrations first');
  await empty.close();
});

test('a database with test data refuses a live key, naming the variables', async () => {
  await expect(claimInstallation(billing.database, { livemode: true })).rejects.toThrow(
    /STRIPE_SECRET_KEY.*DATABASE_URL/,
  );
  const again = await claimInstallation(billing.database, { livemode: false });
  expect(again.sandboxJwtSecret).toBe(billing.sandboxJwtSecret);
});

test('reactions run in the transaction of the change: what one throws undoes it', async () => {
  const told: string[] = [];
  const reacting = {
    ...billing,
    reactions: {
      'schema.migrated': [
        (_tx: unknown, { names }: { names: readonly string[] }) => {
          told.push(...names);
          if (names.includes('bad')) throw new Error('no');
        },
      ],
    },
  };
  const change = (id: string) =>
    transact(reacting, async (tx) => {
      await tx.db.insertInto('looks').values({ object_id: id, ticket: 1 }).execute();
      tx.changed('schema.migrated', { names: [id] });
      tx.afterCommit(() => told.push(`${id} committed`));
    });
  await change('good');
  await expect(change('bad')).rejects.toThrow('no');
  const rows = await billing.db
    .selectFrom('looks')
    .select('object_id')
    .where('object_id', 'in', ['good', 'bad'])
    .execute();
  expect(rows).toEqual([{ object_id: 'good' }]);
  expect(told).toEqual(['good', 'good committed', 'bad']);
});
