import type Stripe from 'stripe';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import { newBalanceTransaction } from '../balance_transactions/new-balance-transaction.ts';

/** What the bank will make of a refund, and when. Gone once it did. */
export interface RefundOutcome {
  /** The refund's id. */
  id: string;
  object: '_refund_outcome';
  /** Names whose clock it lives by. */
  customer: string | null;
  /** Seconds. */
  at: number;
  becomes: 'succeeded' | 'failed';
}

declare module '../../kernel/objects.ts' {
  interface StripeObjects {
    _refund_outcome: RefundOutcome;
  }
}

/** Stripe says "some time later". */
const delaySeconds = 60;

export function planRefundOutcome(tx: Tx, refund: Stripe.Refund, behavior: 'starts_pending' | 'fails_later'): void {
  tx.insert('_refund_outcome', {
    id: refund.id,
    object: '_refund_outcome',
    customer: idOf(refund.customer),
    at: refund.created + delaySeconds,
    becomes: behavior === 'starts_pending' ? 'succeeded' : 'failed',
  });
}

export function bringRefundOutcome(tx: Tx, outcome: RefundOutcome): void {
  tx.remove('_refund_outcome', outcome.id);
  const refund = tx.get('refund', outcome.id);
  if (outcome.becomes === 'failed')
    returnRefund(tx, refund, { status: 'failed', failure_reason: 'expired_or_canceled_card' });
  else tellOfChange(tx, tx.update('refund', refund.id, { pending_reason: undefined, status: 'succeeded' }), refund);
}

/** Money that did not reach the customer returns to the account, and the charge counts as not refunded by it. */
export function returnRefund(
  tx: Tx,
  refund: Stripe.Refund,
  change: Pick<Stripe.Refund, 'failure_reason'> & { status: 'failed' | 'canceled' },
): Stripe.Refund {
  const transaction = newBalanceTransaction(tx, {
    amount: refund.amount,
    currency: refund.currency,
    fee: 0,
    type: 'refund_failure',
    reportingCategory: 'refund_failure',
    description: 'REFUND FAILURE',
    source: refund.id,
    customer: idOf(refund.customer),
  });
  const returned = tx.update('refund', refund.id, {
    ...change,
    failure_balance_transaction: transaction.id,
    next_action: undefined,
  });
  tellOfChange(tx, returned, refund);
  if (change.status === 'failed') tx.emit('refund.failed', returned);
  const charge = tx.find('charge', refund.charge);
  if (!charge) return returned;
  const amount_refunded = charge.amount_refunded - refund.amount;
  tx.emit('charge.updated', tx.update('charge', charge.id, { amount_refunded, refunded: false }), charge);
  return returned;
}

export function tellOfChange(tx: Tx, refund: Stripe.Refund, before: Stripe.Refund): void {
  tx.emit('refund.updated', refund, before);
  tx.emit('charge.refund.updated', refund, before);
}
