import type Stripe from 'stripe';
import type { Tx } from '../../kernel/tx.ts';
import { roundedQuotient } from '../../money/rounding.ts';

export interface BalanceEntry {
  /** Minor units; negative when money leaves. */
  amount: number;
  currency: string;
  /** What Stripe keeps of it. */
  fee: number;
  /** What the fee is for; Stripe's processing when left out. */
  feeDescription?: string;
  type: Stripe.BalanceTransaction.Type;
  reportingCategory: string;
  description: string | null;
  /** `ch_…`, `re_…`, … */
  source: string;
  customer: string | null;
  /** Whether it counts as available at once. */
  isAvailable?: boolean;
}

const day = 86_400;

/** Stripe's fee on a card payment: 2.9 % and 30 minor units. Refunds give nothing of it back. */
export function processingFee(amount: number): number {
  return roundedQuotient(amount * 29, 1000) + 30;
}

/** Books money into or out of the account. */
export function newBalanceTransaction(tx: Tx, entry: BalanceEntry): Stripe.BalanceTransaction {
  const { amount, currency, fee } = entry;
  const now = tx.now({ customer: entry.customer });
  return tx.insert('balance_transaction', {
    id: tx.newId('txn'),
    object: 'balance_transaction',
    amount,
    available_on: entry.isAvailable ? now : availableOn(now),
    balance_type: 'payments',
    created: now,
    currency,
    description: entry.description,
    exchange_rate: null,
    fee,
    fee_details:
      fee === 0
        ? []
        : [
            {
              amount: fee,
              application: null,
              currency,
              description: entry.feeDescription ?? 'Stripe processing fees',
              type: 'stripe_fee',
            },
          ],
    net: amount - fee,
    reporting_category: entry.reportingCategory,
    source: entry.source,
    status: entry.isAvailable ? 'available' : 'pending',
    type: entry.type,
  });
}

/** Two days later, at the start of a day (UTC). */
function availableOn(now: number): number {
  return Math.ceil((now + 2 * day) / day) * day;
}
