import type { SubscriptionStatus } from '@purser/contract';
import type { Kysely } from 'kysely';
import type { BillingPeriod } from '../catalog/index.ts';
import { money, type Money } from '../kernel/money.ts';
import type { Tables } from '../kernel/tables.ts';

declare module '../kernel/tables.ts' {
  interface Tables {
    subscriptions: SubscriptionTable;
  }
}

interface SubscriptionTable {
  id: string;
  user_id: string;
  customer_id: string;
  status: SubscriptionStatus;
  tier: string | null;
  billing_period: BillingPeriod | null;
  price_id: string;
  amount: number;
  currency: string;
  quantity: number;
  current_period_start: Date;
  current_period_end: Date;
  cancel_at_period_end: boolean;
  cancel_at: Date | null;
  canceled_at: Date | null;
  ended_at: Date | null;
  cancellation_reason: string | null;
  trial_end: Date | null;
  past_due_since: Date | null;
  latest_invoice_id: string | null;
  default_payment_method_id: string | null;
  created_at: Date;
}

export interface SubscriptionRow {
  readonly id: string;
  readonly userId: string;
  readonly customerId: string;
  readonly status: SubscriptionStatus;
  /** Null: none of its prices is one of the catalog's plans. */
  readonly tier: string | null;
  readonly billingPeriod: BillingPeriod | null;
  readonly priceId: string;
  /** One unit of one period, before discounts and tax. */
  readonly price: Money;
  readonly quantity: number;
  readonly currentPeriodStart: Date;
  readonly currentPeriodEnd: Date;
  /** Stripe's flag as it is; the portal sets `cancelAt` alone. */
  readonly cancelAtPeriodEnd: boolean;
  /** When it will end; set in both ways of cancelling. */
  readonly cancelAt: Date | null;
  readonly canceledAt: Date | null;
  readonly endedAt: Date | null;
  /** Stripe's: `cancellation_requested`, `payment_failed`, `payment_disputed` … */
  readonly cancellationReason: string | null;
  readonly trialEnd: Date | null;
  /** While past due: the first failure that is still unpaid. */
  readonly pastDueSince: Date | null;
  readonly latestInvoiceId: string | null;
  readonly defaultPaymentMethodId: string | null;
  readonly createdAt: Date;
}

type Db = Kysely<Tables>;

export async function subscription(db: Db, id: string): Promise<SubscriptionRow | undefined> {
  const row = await db.selectFrom('subscriptions').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : fromTable(row);
}

/** All of a user's, the oldest first. */
export async function subscriptionsOfUser(db: Db, userId: string): Promise<SubscriptionRow[]> {
  const rows = await db
    .selectFrom('subscriptions')
    .selectAll()
    .where('user_id', '=', userId)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  return rows.map(fromTable);
}

export async function storeSubscription(db: Db, stored: SubscriptionRow): Promise<void> {
  const { id, ...row } = toTable(stored);
  await db
    .insertInto('subscriptions')
    .values({ id, ...row })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
    .execute();
}

function fromTable(row: SubscriptionTable): SubscriptionRow {
  return {
    id: row.id,
    userId: row.user_id,
    customerId: row.customer_id,
    status: row.status,
    tier: row.tier,
    billingPeriod: row.billing_period,
    priceId: row.price_id,
    price: money(row.amount, row.currency),
    quantity: row.quantity,
    currentPeriodStart: row.current_period_start,
    currentPeriodEnd: row.current_period_end,
    cancelAtPeriodEnd: row.cancel_at_period_end,
    cancelAt: row.cancel_at,
    canceledAt: row.canceled_at,
    endedAt: row.ended_at,
    cancellationReason: row.cancellation_reason,
    trialEnd: row.trial_end,
    pastDueSince: row.past_due_since,
    latestInvoiceId: row.latest_invoice_id,
    defaultPaymentMethodId: row.default_payment_method_id,
    createdAt: row.created_at,
  };
}

function toTable(stored: SubscriptionRow): SubscriptionTable {
  return {
    id: stored.id,
    user_id: stored.userId,
    customer_id: stored.customerId,
    status: stored.status,
    tier: stored.tier,
    billing_period: stored.billingPeriod,
    price_id: stored.priceId,
    amount: stored.price.amount,
    currency: stored.price.currency,
    quantity: stored.quantity,
    current_period_start: stored.currentPeriodStart,
    current_period_end: stored.currentPeriodEnd,
    cancel_at_period_end: stored.cancelAtPeriodEnd,
    cancel_at: stored.cancelAt,
    canceled_at: stored.canceledAt,
    ended_at: stored.endedAt,
    cancellation_reason: stored.cancellationReason,
    trial_end: stored.trialEnd,
    past_due_since: stored.pastDueSince,
    latest_invoice_id: stored.latestInvoiceId,
    default_payment_method_id: stored.defaultPaymentMethodId,
    created_at: stored.createdAt,
  };
}
