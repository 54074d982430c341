import type { Generated, Kysely } from 'kysely';
import type { Stripe } from 'stripe';
import type { BillingPeriod } from '../catalog/index.ts';
import { json, type JsonColumn, type Tables } from '../kernel/tables.ts';

declare module '../kernel/tables.ts' {
  interface Tables {
    checkout_sessions: CheckoutSessionTable;
  }
}

/** `creating`: reserved, Stripe's answer not stored yet. `failed`: Stripe refused; the next attempt starts afresh. */
export type CheckoutStatus = 'creating' | 'open' | 'complete' | 'expired' | 'failed';

interface CheckoutSessionTable {
  request_id: string;
  user_id: string;
  session_id: string | null;
  tier: string;
  billing_period: BillingPeriod;
  price_id: string;
  params: JsonColumn<Stripe.Checkout.SessionCreateParams>;
  status: CheckoutStatus;
  payment_status: string | null;
  subscription_id: string | null;
  invoice_id: string | null;
  amount_total: number | null;
  currency: string | null;
  email: string | null;
  return_state: 'due' | 'done' | null;
  returned_amount: number | null;
  return_attempts: Generated<number>;
  return_due_at: Date | null;
  created_at: Date;
  expires_at: Date | null;
}

const columns = [
  'request_id as requestId',
  'user_id as userId',
  'session_id as sessionId',
  'tier',
  'billing_period as billingPeriod',
  'price_id as priceId',
  'params',
  'status',
  'payment_status as paymentStatus',
  'subscription_id as subscriptionId',
  'invoice_id as invoiceId',
  'amount_total as amountTotal',
  'currency',
  'email',
  'return_state as returnState',
  'returned_amount as returnedAmount',
  'return_attempts as returnAttempts',
  'created_at as createdAt',
  'expires_at as expiresAt',
] as const;

type Db = Kysely<Tables>;
export type CheckoutSessionRow = NonNullable<Awaited<ReturnType<typeof checkoutSession>>>;

export async function checkoutSession(db: Db, sessionId: string) {
  return db.selectFrom('checkout_sessions').select(columns).where('session_id', '=', sessionId).executeTakeFirst();
}

export async function requestedSession(db: Db, requestId: string): Promise<CheckoutSessionRow | undefined> {
  return db.selectFrom('checkout_sessions').select(columns).where('request_id', '=', requestId).executeTakeFirst();
}

/** The one session of a user that may still be paid. */
export async function unfinishedSession(db: Db, userId: string): Promise<CheckoutSessionRow | undefined> {
  return db
    .selectFrom('checkout_sessions')
    .select(columns)
    .where('user_id', '=', userId)
    .where('status', 'in', ['creating', 'open'])
    .executeTakeFirst();
}

export type Reservation = Pick<
  CheckoutSessionRow,
  'requestId' | 'userId' | 'tier' | 'billingPeriod' | 'priceId' | 'params' | 'createdAt'
>;

export async function reserveSession(db: Db, reserved: Reservation): Promise<CheckoutSessionRow> {
  return db
    .insertInto('checkout_sessions')
    .values({
      request_id: reserved.requestId,
      user_id: reserved.userId,
      tier: reserved.tier,
      billing_period: reserved.billingPeriod,
      price_id: reserved.priceId,
      params: json(reserved.params),
      status: 'creating',
      created_at: reserved.createdAt,
    })
    .returning(columns)
    .executeTakeFirstOrThrow();
}

/** Stripe refused, so no session exists: the reservation is given up. One that Stripe answered meanwhile stays. */
export async function failReservation(db: Db, requestId: string): Promise<void> {
  await db
    .updateTable('checkout_sessions')
    .set({ status: 'failed' })
    .where('request_id', '=', requestId)
    .where('status', '=', 'creating')
    .execute();
}

export type SeenSession = Pick<
  CheckoutSessionRow,
  'paymentStatus' | 'subscriptionId' | 'invoiceId' | 'amountTotal' | 'currency' | 'email' | 'expiresAt'
> & { readonly sessionId: string; readonly status: 'open' | 'complete' | 'expired' };

/** Written by the projection alone. @returns The row, or undefined when nobody here asked for this session. */
export async function storeSession(
  db: Db,
  { requestId, seen }: { requestId: string; seen: SeenSession },
): Promise<CheckoutSessionRow | undefined> {
  return db
    .updateTable('checkout_sessions')
    .set({
      session_id: seen.sessionId,
      status: seen.status,
      payment_status: seen.paymentStatus,
      subscription_id: seen.subscriptionId,
      invoice_id: seen.invoiceId,
      amount_total: seen.amountTotal,
      currency: seen.currency,
      email: seen.email,
      expires_at: seen.expiresAt,
    })
    .where('request_id', '=', requestId)
    .where((where) => where.or([where('session_id', 'is', null), where('session_id', '=', seen.sessionId)]))
    .returning(columns)
    .executeTakeFirst();
}

/** Marks the payment of these subscriptions as one to be given back. @returns How many were not marked before. */
export async function markReturnsDue(db: Db, subscriptionIds: readonly string[]): Promise<number> {
  if (subscriptionIds.length === 0) return 0;
  const marked = await db
    .updateTable('checkout_sessions')
    .set({ return_state: 'due' })
    .where('subscription_id', 'in', subscriptionIds)
    .where('status', '=', 'complete')
    .where('return_state', 'is', null)
    .returning('request_id')
    .execute();
  return marked.length;
}

/** @param now Real time. */
export async function sessionsWithReturnDue(db: Db, now: Date): Promise<CheckoutSessionRow[]> {
  return db
    .selectFrom('checkout_sessions')
    .select(columns)
    .where('return_state', '=', 'due')
    .where((where) => where.or([where('return_due_at', 'is', null), where('return_due_at', '<=', now)]))
    .orderBy('created_at')
    .limit(20)
    .execute();
}

export async function postponeReturn(db: Db, { requestId, until }: { requestId: string; until: Date }): Promise<void> {
  await db
    .updateTable('checkout_sessions')
    .set((row) => ({ return_attempts: row('return_attempts', '+', 1), return_due_at: until }))
    .where('request_id', '=', requestId)
    .execute();
}

/** @returns False when another worker finished it first. */
export async function finishReturn(
  db: Db,
  { requestId, amount }: { requestId: string; amount: number },
): Promise<boolean> {
  const finished = await db
    .updateTable('checkout_sessions')
    .set({ return_state: 'done', returned_amount: amount })
    .where('request_id', '=', requestId)
    .where('return_state', '=', 'due')
    .returning('request_id')
    .executeTakeFirst();
  return finished !== undefined;
}
