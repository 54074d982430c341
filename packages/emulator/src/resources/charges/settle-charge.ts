import type Stripe from 'stripe';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import { newBalanceTransaction, processingFee } from '../balance_transactions/new-balance-transaction.ts';
import { planDispute } from '../disputes/dispute-course.ts';
import { aftermathOf } from '../payment_methods/method-behavior.ts';

/**
 * Books what was captured of a charge. Tells nobody: the caller has an event of its own.
 *
 * @param amount What this capture took, where there are several; minor units.
 */
export function settleCharge(tx: Tx, charge: Stripe.Charge, amount = charge.amount_captured): Stripe.Charge {
  const method = tx.find('payment_method', charge.payment_method);
  const behavior = method && aftermathOf(tx, method);
  const isAvailable = behavior?.skipsPendingBalance ?? false;
  const isFirst = charge.balance_transaction === null;
  if (isFirst && behavior && behavior.dispute !== 'none') planDispute(tx, charge.id);
  const transaction = newBalanceTransaction(tx, {
    amount,
    currency: charge.currency,
    fee: processingFee(amount),
    type: method === undefined || method.type === 'card' ? 'charge' : 'payment',
    reportingCategory: 'charge',
    description: charge.description,
    source: charge.id,
    customer: idOf(charge.customer),
    isAvailable,
  });
  return isFirst ? tx.update('charge', charge.id, { balance_transaction: transaction.id }) : charge;
}

/**
 * A charge that is still to be booked. It has no customer of its own, and so lives by the main clock: money moves in real
 * time, also for customers on a test clock.
 */
export interface Settlement {
  /** The charge's id. */
  id: string;
  object: '_settlement';
  /** Seconds. */
  at: number;
}

declare module '../../kernel/objects.ts' {
  interface StripeObjects {
    _settlement: Settlement;
  }
}

/** With asynchronous capture the balance transaction is not in the first answer; it follows at once. */
export function planSettlement(tx: Tx, charge: Stripe.Charge): void {
  tx.insert('_settlement', { id: charge.id, object: '_settlement', at: tx.now() });
}

export function bringSettlement(tx: Tx, settlement: Settlement): void {
  tx.remove('_settlement', settlement.id);
  const charge = tx.get('charge', settlement.id);
  tx.emit('charge.updated', settleCharge(tx, charge), charge);
}
