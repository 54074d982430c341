import { sql } from 'kysely';
import type { Tx } from './transact.ts';

/** The channel of PostgreSQL's NOTIFY; its payload is not looked at, every worker then polls what it works on. */
export const wakeChannel = 'purser_work';

/** Wakes whoever works on `name` (`inbox`, `mail`) once this transaction is committed, in every process. */
export async function wakeAfterCommit(tx: Tx, name: string): Promise<void> {
  tx.afterCommit(() => tx.billing.signals.wake(name));
  if (tx.billing.database.kind === 'postgres') await sql`select pg_notify(${wakeChannel}, ${name})`.execute(tx.db);
}
