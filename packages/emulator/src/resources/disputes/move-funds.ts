import type Stripe from 'stripe';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import { newBalanceTransaction } from '../balance_transactions/new-balance-transaction.ts';
import { isCompliance } from './enhanced-evidence.ts';

/** Minor units, for each dispute that takes money. */
const disputeFee = 1500;

/** Minor units: 500 in the dispute's currency. */
const networkFee = 50_000;

/** The bank takes the money back while the dispute is open, and Stripe its fee. */
export function withdrawFunds(tx: Tx, dispute: Stripe.Dispute): Stripe.Dispute {
  return book(tx, dispute, {
    amount: -dispute.amount,
    fee: disputeFee,
    reportingCategory: 'dispute',
    description: `Chargeback withdrawal for ${idOf(dispute.charge)}`,
  });
}

/**
 * The dispute was won. In test mode Stripe gives the fee back too.
 *
 * @see https://docs.stripe.com/testing#disputes
 */
export function reinstateFunds(tx: Tx, dispute: Stripe.Dispute): Stripe.Dispute {
  const isFeePaid = isCompliance(dispute) && dispute.evidence_details.submission_count > 0;
  if (isFeePaid) bookNetworkFee(tx, dispute, networkFee);
  return book(tx, dispute, {
    amount: dispute.amount,
    fee: -disputeFee,
    reportingCategory: 'dispute_reversal',
    description: `Chargeback reversal for ${idOf(dispute.charge)}`,
  });
}

/** What the card's network asks for deciding a compliance case; whoever wins gets it back. */
export function takeNetworkFee(tx: Tx, dispute: Stripe.Dispute): void {
  bookNetworkFee(tx, dispute, -networkFee);
}

function bookNetworkFee(tx: Tx, dispute: Stripe.Dispute, amount: number): void {
  newBalanceTransaction(tx, {
    amount,
    currency: dispute.currency,
    fee: 0,
    type: 'stripe_fee',
    reportingCategory: 'fee',
    description: `Compliance dispute network fee for ${idOf(dispute.charge)}`,
    source: dispute.id,
    customer: idOf(tx.get('charge', dispute.charge).customer),
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
