import type Stripe from 'stripe';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import { newBalanceTransaction } from '../balance_transactions/new-balance-transaction.ts';

/** Minor units, for each dispute that takes money. */
const disputeFee = 1500;

/** The bank takes the money back while the dispute is open, and Stripe its fee. */
export function withdrawFunds(tx: Tx, dispute: Stripe.Dispute): Stripe.Dispute {
  return book(tx, dispute, {
    amount: -dispute.amount,
    fee: disputeFee,
    reportingCategory: 'dispute',
    description: `Chargeback withdrawal for ${idOf(dispute.charge)}`,
  });
}

/** The dispute was won. In test mode Stripe gives the fee back too. */
export function reinstateFunds(tx: Tx, dispute: Stripe.Dispute): Stripe.Dispute {
  return book(tx, dispute, {
    amount: dispute.amount,
    fee: -disputeFee,
    reportingCategory: 'dispute_reversal',
    description: `Chargeback reversal for ${idOf(dispute.charge)}`,
  });
}

function book(
  tx: Tx,
  dispute: Stripe.Dispute,
  entry: { amount: number; fee: number; reportingCategory: string; description: string },
): Stripe.Dispute {
  const transaction = newBalanceTransaction(tx, {
    ...entry,
    currency: dispute.currency,
    type: 'adjustment',
    feeDescription: 'Dispute fee',
    source: dispute.id,
    customer: idOf(tx.get('charge', dispute.charge).customer),
  });
  const balance_transactions = [...dispute.balance_transactions, transaction];
  return tx.update('dispute', dispute.id, { balance_transactions });
}
