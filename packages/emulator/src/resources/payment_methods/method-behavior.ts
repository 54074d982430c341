import type Stripe from 'stripe';
import type { CardBehavior } from '../../cards/card-outcome.ts';
import type { Tx } from '../../kernel/tx.ts';
import { cardOf } from './card-facts.ts';

/** What comes after a payment succeeded. */
export type Aftermath = Pick<CardBehavior, 'dispute' | 'refund' | 'skipsPendingBalance'>;

/** Debits of test bank accounts settle at once; a refund of one takes its way through the banks. */
const afterDebit: Aftermath = { dispute: 'none', refund: 'starts_pending', skipsPendingBalance: true };

/** What comes after a payment with this method succeeded. */
export function aftermathOf(tx: Tx, paymentMethod: Stripe.PaymentMethod): Aftermath {
  return paymentMethod.type === 'card' ? cardOf(tx, paymentMethod).testCard.behavior : afterDebit;
}
