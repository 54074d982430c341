import type { Kysely } from 'kysely';
import type { Tables } from '../kernel/tables.ts';

declare module '../kernel/tables.ts' {
  interface Tables {
    payment_methods: PaymentMethodTable;
  }
}

interface PaymentMethodTable {
  id: string;
  customer_id: string;
  type: string;
  brand: string | null;
  last4: string | null;
  exp_month: number | null;
  exp_year: number | null;
}

export interface PaymentMethodRow {
  readonly id: string;
  readonly customerId: string;
  readonly type: string;
  /** Of a card; null for other types. */
  readonly card: { brand: string; last4: string; expMonth: number; expYear: number } | null;
}

export async function paymentMethod(db: Kysely<Tables>, id: string): Promise<PaymentMethodRow | undefined> {
  const row = await db.selectFrom('payment_methods').selectAll().where('id', '=', id).executeTakeFirst();
  if (row === undefined) return undefined;
  const { brand, last4, exp_month: expMonth, exp_year: expYear } = row;
  const card =
    brand === null || last4 === null || expMonth === null || expYear === null
      ? null
      : { brand, last4, expMonth, expYear };
  return { id: row.id, customerId: row.customer_id, type: row.type, card };
}

export async function storePaymentMethod(db: Kysely<Tables>, method: PaymentMethodRow): Promise<void> {
  const row = {
    customer_id: method.customerId,
    type: method.type,
    brand: method.card?.brand ?? null,
    last4: method.card?.last4 ?? null,
    exp_month: method.card?.expMonth ?? null,
    exp_year: method.card?.expYear ?? null,
  };
  await db
    .insertInto('payment_methods')
    .values({ id: method.id, ...row })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
    .execute();
}

export async function removePaymentMethod(db: Kysely<Tables>, id: string): Promise<void> {
  await db.deleteFrom('payment_methods').where('id', '=', id).execute();
}
