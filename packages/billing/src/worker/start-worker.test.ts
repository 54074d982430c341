import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import mmarkov from '../../../../catalogs/mmarkov.ts';
import { createInbox } from '../inbox/index.ts';
import type { Billing } from '../kernel/billing.ts';
import { givenBilling, isOnPostgres } from '../testing/given-billing.ts';
import { givenDelivery } from '../testing/given-delivery.ts';
import { startWorker } from './index.ts';

let billing: Billing;
beforeAll(async () => {
  billing = await givenBilling({ catalog: mmarkov });
});
afterAll(() => billing.close());

function watched(of: Billing) {
  const looked: string[] = [];
  const refresher = {
    noun: 'thing',
    look: async (_billing: Billing, id: string) => {
      looked.push(id);
      return 'stored' as const;
    },
  };
  return { looked, billing: { ...of, refreshers: { 'thing.changed': refresher } } };
}

async function deliver(to: Billing, about: string): Promise<void> {
  const { payload, headers } = givenDelivery({ type: 'thing.changed', object: { id: about } });
  await createInbox(to)({ body: Buffer.from(payload), signature: headers['stripe-signature'] });
}

test('what is received is worked through at once, and after a stop no more', async () => {
  const { looked, billing: watching } = watched(billing);
  const worker = await startWorker(watching);
  await deliver(watching, 'first');
  await expect.poll(() => looked, { timeout: 10_000 }).toEqual(['first']);
  await worker.stop();
  await deliver(watching, 'second');
  expect(looked).toEqual(['first']);
  const next = await startWorker(watching);
  await expect.poll(() => looked, { timeout: 10_000 }).toEqual(['first', 'second']);
  await next.stop();
});

test.runIf(isOnPostgres)('a worker of another process is woken by the database', async () => {
  const other = await givenBilling({ catalog: mmarkov, shareDatabaseOf: billing });
  const { looked, billing: watching } = watched(other);
  const worker = await startWorker(watching);
  await deliver({ ...billing, refreshers: watching.refreshers }, 'from elsewhere');
  await expect.poll(() => looked, { timeout: 10_000 }).toEqual(['from elsewhere']);
  await worker.stop();
  await other.close();
});

test.runIf(isOnPostgres)('a listener whose connection was cut listens again', async () => {
  const worker = await startWorker(billing);
  const listeners = sql<{ pid: number }>`select pid from pg_stat_activity
    where application_name = 'purser listener' and datname = current_database()`;
  const before = (await listeners.execute(billing.db)).rows;
  expect(before).toHaveLength(1);
  await sql`select pg_terminate_backend(${before[0]?.pid})`.execute(billing.db);
  await expect
    .poll(async () => (await listeners.execute(billing.db)).rows.filter(({ pid }) => pid !== before[0]?.pid), {
      timeout: 15_000,
    })
    .toHaveLength(1);
  await worker.stop();
});
