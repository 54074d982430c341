import type { ColumnType, Generated } from 'kysely';

/**
 * Every table, by its SQL name. The kernel lists its own here; a slice adds its own from its `table.ts`:
 *
 *     declare module '../kernel/tables.ts' {
 *       interface Tables { subscriptions: SubscriptionTable }
 *     }
 */
export interface Tables {
  schema_migrations: { name: string; checksum: string; applied_at: Generated<Date> };
  installation: InstallationTable;
  looks: { object_id: string; ticket: number };
}

interface InstallationTable {
  /** One row only: the check constraint allows nothing but `true`. */
  only: Generated<boolean>;
  /** Whether this database belongs to Stripe's live mode; fixed at the first start. */
  livemode: boolean;
  /** Signs the sandbox's tokens when the environment names no secret. */
  sandbox_jwt_secret: string;
  created_at: Generated<Date>;
}

/** A `jsonb` column: read as parsed, written as text by `json()`, which both drivers take the same way. */
export type JsonColumn<T> = ColumnType<T, string, string>;

export function json(value: unknown): string {
  return JSON.stringify(value);
}
