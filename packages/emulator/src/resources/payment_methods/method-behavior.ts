import type Stripe from 'stripe';
import type { CardBehavior } from '../../cards/card-outcome.ts';
import type { Tx } from '../../kernel/tx.ts';
import { bankAccountOf } from './bank-account-facts.ts';
import { cardOf } from './card-facts.ts';

/** What comes after a payment succeeded. */
export type Aftermath = Pick<CardBehavior, 'refund' | 'skipsPendingBalance'> & {
  dispute: CardBehavior['dispute'] | 'debit_taken_back';
};

/** Debits of test bank accounts settle at once; a refund of one takes its way through the banks. */
const afterDebit = { refund: 'starts_pending', skipsPendingBalance: true } as const;

/** What comes after a payment with this method succeeded. */
export function aftermathOf(tx: Tx, paymentMethod: Stripe.PaymentMethod): Aftermath {
  if (paymentMethod.type === 'card') return cardOf(tx, paymentMethod).testCard.behavior;
  const { isDisputed } = bankAccountOf(tx, paymentMethod).behavior;
  return { ...afterDebit, dispute: isDisputed ? 'debit_taken_back' : 'none' };
}
