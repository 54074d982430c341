import type { Tx } from '../kernel/tx.ts';

/** What the pages need of the emulator that serves them. */
export interface PagesHost {
  /** Runs one transaction and resolves once it is committed. A StripeError made to be kept commits and still rejects. */
  transact<T>(run: (tx: Tx) => T): Promise<T>;
  /** Resolves when every webhook of what was written so far is acknowledged or given up, or after `timeoutMs`. */
  delivered(options: { timeoutMs: number }): Promise<void>;
}
