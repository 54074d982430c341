import type { Transaction } from 'kysely';
import type { Billing } from './billing.ts';
import type { ChangeName, Changes } from './changes.ts';
import type { Tables } from './tables.ts';

/**
 * One transaction. Inside it use `tx.db` and never `billing.db`: on PGlite there is one session, and a query outside
 * the transaction would wait for the transaction's end, which waits for the query.
 */
export interface Tx {
  readonly billing: Billing;
  readonly db: Transaction<Tables>;
  /** The clock at the transaction's start: one instant for everything written in it. */
  readonly now: Date;
  /** Says that something changed; the reactions listed in `flow.ts` run before the commit. */
  changed<Name extends ChangeName>(name: Name, change: Changes[Name]): void;
  /** Runs once the transaction is committed, e.g. to wake a worker. It must not fail and must not be needed. */
  afterCommit(act: () => void): void;
}

/** Serialization failure and deadlock: PostgreSQL asks for the transaction to be tried again. */
const tryAgain = new Set(['40001', '40P01']);

/**
 * Runs `act` in one transaction, then the reactions to what it changed, in the same transaction.
 * `act` may be run again when PostgreSQL asks for it, so it must do nothing but read and write through `tx`.
 */
export async function transact<T>(billing: Billing, act: (tx: Tx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await transactOnce(billing, act);
    } catch (error) {
      if (attempt === 4 || !tryAgain.has(databaseErrorCode(error) ?? '')) throw error;
    }
  }
}

async function transactOnce<T>(billing: Billing, act: (tx: Tx) => Promise<T>): Promise<T> {
  const afterCommit: (() => void)[] = [];
  const result = await billing.db.transaction().execute(async (db) => {
    const pending: (() => Promise<void>)[] = [];
    const tx: Tx = {
      billing,
      db,
      now: billing.clock.now(),
      changed: (name, change) => {
        pending.push(async () => {
          for (const reaction of billing.reactions[name] ?? []) await reaction(tx, change);
        });
      },
      afterCommit: (act) => afterCommit.push(act),
    };
    const answer = await act(tx);
    // A reaction may change further rows, which appends to the list that is being walked.
    for (const react of pending) await react();
    return answer;
  });
  for (const act of afterCommit) act();
  return result;
}

/** The SQLSTATE of a database error, the same for `pg` and PGlite. */
export function databaseErrorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
