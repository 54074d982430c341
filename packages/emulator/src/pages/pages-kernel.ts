import type { Tx } from '../kernel/tx.ts';

/** What the pages need of the kernel that serves them. */
export interface PagesKernel {
  /** Runs one transaction and resolves once it is committed. A StripeError made to be kept commits and still rejects. */
  write<T>(run: (tx: Tx) => T): Promise<T>;
  read<T>(run: (tx: Tx) => T): T;
  /** Resolves when every webhook of what was written so far is acknowledged or given up, or after `timeoutMs`. */
  delivered(options: { timeoutMs: number }): Promise<void>;
}
