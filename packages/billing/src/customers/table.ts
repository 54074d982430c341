import type { Generated, Kysely } from 'kysely';
import type { Tables } from '../kernel/tables.ts';

declare module '../kernel/tables.ts' {
  interface Tables {
    customers: CustomerTable;
    customer_links: { customer_id: string; user_id: string; deleted_at: Date | null };
  }
}

interface CustomerTable {
  user_id: string;
  customer_id: string | null;
  generation: Generated<number>;
  email: string | null;
  name: string | null;
  locale: string | null;
  account_type: string;
  signup_date: Date;
  default_payment_method_id: string | null;
  created_at: Generated<Date>;
}

export interface CustomerRow {
  readonly userId: string;
  readonly customerId: string | null;
  readonly generation: number;
  readonly email: string | null;
  readonly name: string | null;
  readonly locale: string | null;
  readonly accountType: string;
  readonly signupDate: Date;
  readonly defaultPaymentMethodId: string | null;
}

type Db = Kysely<Tables>;

const columns = [
  'user_id as userId',
  'customer_id as customerId',
  'generation',
  'email',
  'name',
  'locale',
  'account_type as accountType',
  'signup_date as signupDate',
  'default_payment_method_id as defaultPaymentMethodId',
] as const;

export async function customerOfUser(db: Db, userId: string): Promise<CustomerRow | undefined> {
  return db.selectFrom('customers').select(columns).where('user_id', '=', userId).executeTakeFirst();
}

/** Holds the user's row until the transaction ends: what is decided about one user is decided one after the other. */
export async function lockCustomer(db: Db, userId: string): Promise<CustomerRow | undefined> {
  return db.selectFrom('customers').select(columns).where('user_id', '=', userId).forUpdate().executeTakeFirst();
}

/** Whose a customer of Stripe's is or was. */
export async function linkedUser(db: Db, customerId: string): Promise<string | undefined> {
  const link = await db
    .selectFrom('customer_links')
    .select('user_id')
    .where('customer_id', '=', customerId)
    .executeTakeFirst();
  return link?.user_id;
}

export type Reservation = Pick<CustomerRow, 'userId' | 'email' | 'name' | 'locale' | 'accountType' | 'signupDate'>;

/** Makes the user's row, or finds the one that an earlier or a racing request made. */
export async function reserveCustomer(db: Db, reservation: Reservation): Promise<CustomerRow> {
  await db
    .insertInto('customers')
    .values({
      user_id: reservation.userId,
      email: reservation.email,
      name: reservation.name,
      locale: reservation.locale,
      account_type: reservation.accountType,
      signup_date: reservation.signupDate,
    })
    .onConflict((conflict) => conflict.column('user_id').doNothing())
    .execute();
  return db.selectFrom('customers').select(columns).where('user_id', '=', reservation.userId).executeTakeFirstOrThrow();
}

/** Ties a reserved row to Stripe's customer, if nobody has done so yet and the reservation is still the same. */
export async function linkCustomer(
  db: Db,
  link: { userId: string; customerId: string; generation?: number },
): Promise<boolean> {
  const updated = await db
    .updateTable('customers')
    .set({ customer_id: link.customerId })
    .where('user_id', '=', link.userId)
    .where('customer_id', 'is', null)
    .$if(link.generation !== undefined, (query) => query.where('generation', '=', link.generation ?? 0))
    .returning('user_id')
    .executeTakeFirst();
  if (updated === undefined) return false;
  await db
    .insertInto('customer_links')
    .values({ customer_id: link.customerId, user_id: link.userId, deleted_at: null })
    .onConflict((conflict) => conflict.column('customer_id').doNothing())
    .execute();
  return true;
}

/** The next attempt to make this user's customer asks under another key. */
export async function abandonKey(
  db: Db,
  { userId, generation }: { userId: string; generation: number },
): Promise<void> {
  await db
    .updateTable('customers')
    .set({ generation: generation + 1 })
    .where('user_id', '=', userId)
    .where('generation', '=', generation)
    .where('customer_id', 'is', null)
    .execute();
}

export async function storeCustomer(
  db: Db,
  customer: Pick<CustomerRow, 'email' | 'name' | 'defaultPaymentMethodId'> & { customerId: string },
): Promise<void> {
  await db
    .updateTable('customers')
    .set({
      email: customer.email,
      name: customer.name,
      default_payment_method_id: customer.defaultPaymentMethodId,
    })
    .where('customer_id', '=', customer.customerId)
    .execute();
}

/** The customer is gone at Stripe: the user's next checkout makes a new one, under a new idempotency key. */
export async function unlinkCustomer(db: Db, { customerId, at }: { customerId: string; at: Date }): Promise<void> {
  await db
    .updateTable('customer_links')
    .set({ deleted_at: at })
    .where('customer_id', '=', customerId)
    .where('deleted_at', 'is', null)
    .execute();
  await db
    .updateTable('customers')
    .set((row) => ({ customer_id: null, default_payment_method_id: null, generation: row('generation', '+', 1) }))
    .where('customer_id', '=', customerId)
    .execute();
}
