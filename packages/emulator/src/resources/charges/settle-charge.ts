import type Stripe from 'stripe';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import { newBalanceTransaction, processingFee } from '../balance_transactions/new-balance-transaction.ts';
import { cardOf } from '../payment_methods/card-facts.ts';

/** Books a captured charge. Tells nobody: the caller has an event of its own. */
export function settleCharge(tx: Tx, charge: Stripe.Charge): Stripe.Charge {
  const method = tx.find('payment_method', charge.payment_method);
  const isAvailable = method !== undefined && cardOf(tx, method).testCard.behavior.skipsPendingBalance;
  const transaction = newBalanceTransaction(tx, {
    amount: charge.amount_captured,
    currency: charge.currency,
    fee: processingFee(charge.amount_captured),
    type: 'charge',
    reportingCategory: 'charge',
    description: charge.description,
    source: charge.id,
    customer: idOf(charge.customer),
    isAvailable,
  });
  return tx.update('charge', charge.id, { balance_transaction: transaction.id });
}

/** A moment after the payment: with asynchronous capture the balance transaction is not in the first answer. */
export function settlementDue(charge: Stripe.Charge): number | null {
  const isWaiting = charge.status === 'succeeded' && charge.captured && charge.balance_transaction === null;
  return isWaiting ? charge.created : null;
}

export function settleLater(tx: Tx, charge: Stripe.Charge): void {
  tx.emit('charge.updated', settleCharge(tx, charge), charge);
}
