import type { Kysely } from 'kysely';
import { money, type Money } from '../kernel/money.ts';
import type { Tables } from '../kernel/tables.ts';

declare module '../kernel/tables.ts' {
  interface Tables {
    invoices: InvoiceTable;
    payment_failures: { invoice_id: string; attempt: number; event_id: string; failed_at: Date };
  }
}

interface InvoiceTable {
  id: string;
  user_id: string;
  customer_id: string;
  subscription_id: string | null;
  status: string;
  number: string | null;
  billing_reason: string | null;
  currency: string;
  total: number;
  amount_due: number;
  amount_paid: number;
  amount_remaining: number;
  attempt_count: number;
  next_payment_attempt: Date | null;
  last_payment_error: string | null;
  hosted_invoice_url: string | null;
  invoice_pdf: string | null;
  period_start: Date;
  period_end: Date;
  finalized_at: Date | null;
  paid_at: Date | null;
  created_at: Date;
}

export interface InvoiceRow {
  readonly id: string;
  readonly userId: string;
  readonly customerId: string;
  readonly subscriptionId: string | null;
  /** Stripe's: `draft`, `open`, `paid`, `uncollectible`, `void`. */
  readonly status: string;
  readonly number: string | null;
  readonly billingReason: string | null;
  readonly total: Money;
  /** Minor units of the total's currency, like the two that follow. */
  readonly amountDue: number;
  readonly amountPaid: number;
  readonly amountRemaining: number;
  readonly attemptCount: number;
  readonly nextPaymentAttempt: Date | null;
  /** Stripe's code for why the last attempt failed, while the invoice is open. */
  readonly lastPaymentError: string | null;
  readonly hostedInvoiceUrl: string | null;
  readonly invoicePdf: string | null;
  readonly periodStart: Date;
  readonly periodEnd: Date;
  readonly finalizedAt: Date | null;
  readonly paidAt: Date | null;
  readonly createdAt: Date;
}

type Db = Kysely<Tables>;

export async function invoice(db: Db, id: string): Promise<InvoiceRow | undefined> {
  const row = await db.selectFrom('invoices').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : fromTable(row);
}

/** The oldest invoice of a subscription that waits for its money. */
export async function openInvoice(db: Db, subscriptionId: string): Promise<InvoiceRow | undefined> {
  const row = await db
    .selectFrom('invoices')
    .selectAll()
    .where('subscription_id', '=', subscriptionId)
    .where('status', '=', 'open')
    .orderBy('created_at')
    .executeTakeFirst();
  return row === undefined ? undefined : fromTable(row);
}

export async function storeInvoice(db: Db, stored: InvoiceRow): Promise<void> {
  const { id, ...row } = toTable(stored);
  await db
    .insertInto('invoices')
    .values({ id, ...row })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
    .execute();
}

export async function removeInvoice(db: Db, id: string): Promise<void> {
  await db.deleteFrom('invoices').where('id', '=', id).execute();
}

/** @returns False when this attempt's failure was recorded before. */
export async function recordFailure(
  db: Db,
  failure: { invoiceId: string; attempt: number; eventId: string; failedAt: Date },
): Promise<boolean> {
  const inserted = await db
    .insertInto('payment_failures')
    .values({
      invoice_id: failure.invoiceId,
      attempt: failure.attempt,
      event_id: failure.eventId,
      failed_at: failure.failedAt,
    })
    .onConflict((conflict) => conflict.columns(['invoice_id', 'attempt']).doNothing())
    .returning('invoice_id')
    .executeTakeFirst();
  return inserted !== undefined;
}

function fromTable(row: InvoiceTable): InvoiceRow {
  return {
    id: row.id,
    userId: row.user_id,
    customerId: row.customer_id,
    subscriptionId: row.subscription_id,
    status: row.status,
    number: row.number,
    billingReason: row.billing_reason,
    total: money(row.total, row.currency),
    amountDue: row.amount_due,
    amountPaid: row.amount_paid,
    amountRemaining: row.amount_remaining,
    attemptCount: row.attempt_count,
    nextPaymentAttempt: row.next_payment_attempt,
    lastPaymentError: row.last_payment_error,
    hostedInvoiceUrl: row.hosted_invoice_url,
    invoicePdf: row.invoice_pdf,
    periodStart: row.period_start,
    periodEnd: row.period_end,
    finalizedAt: row.finalized_at,
    paidAt: row.paid_at,
    createdAt: row.created_at,
  };
}

function toTable(stored: InvoiceRow): InvoiceTable {
  return {
    id: stored.id,
    user_id: stored.userId,
    customer_id: stored.customerId,
    subscription_id: stored.subscriptionId,
    status: stored.status,
    number: stored.number,
    billing_reason: stored.billingReason,
    currency: stored.total.currency,
    total: stored.total.amount,
    amount_due: stored.amountDue,
    amount_paid: stored.amountPaid,
    amount_remaining: stored.amountRemaining,
    attempt_count: stored.attemptCount,
    next_payment_attempt: stored.nextPaymentAttempt,
    last_payment_error: stored.lastPaymentError,
    hosted_invoice_url: stored.hostedInvoiceUrl,
    invoice_pdf: stored.invoicePdf,
    period_start: stored.periodStart,
    period_end: stored.periodEnd,
    finalized_at: stored.finalizedAt,
    paid_at: stored.paidAt,
    created_at: stored.createdAt,
  };
}
