import type { Kysely } from 'kysely';
import type { Stripe } from 'stripe';
import type { Clock } from './clock.ts';
import type { Database } from './database.ts';
import type { Log } from './log.ts';
import type { Reactions } from './changes.ts';
import type { Refreshers } from './refreshers.ts';
import type { Settings } from './settings.ts';
import type { Signals } from './signals.ts';
import type { Tables } from './tables.ts';

/**
 * Everything an operation needs, as its first argument. `createBilling` makes one; a slice that brings a part of its own
 * (the catalog, the mail transport) adds it from its `index.ts`:
 *
 *     declare module '../kernel/billing.ts' {
 *       interface Billing { readonly catalog: Catalog }
 *     }
 */
export interface Billing {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly log: Log;
  readonly database: Database;
  /** Queries outside a transaction. Inside one use `tx.db`. */
  readonly db: Kysely<Tables>;
  readonly stripe: Stripe;
  /** Checked beside the settings' own; the sandbox adds the emulator's once its endpoint exists. */
  readonly webhookSecrets: Set<string>;
  /** Signs the sandbox's tokens while PURSER_JWT_SECRET is not set; see `tokenSecret`. */
  readonly sandboxJwtSecret: string;
  /** What is looked at when Stripe says something, and what follows from a change: filled in by `flow.ts`. */
  readonly refreshers: Refreshers;
  readonly reactions: Reactions;
  /** Wakes the workers of this process, and on PostgreSQL those of others. */
  readonly signals: Signals;
  /** Closes the database and the connections to Stripe and to the mail server. */
  close(): Promise<void>;
}
