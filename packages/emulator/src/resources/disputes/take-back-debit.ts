import type Stripe from 'stripe';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import { setMandateStatus } from '../mandates/new-mandate.ts';
import { blankEvidence } from './blank-evidence.ts';
import { withdrawFunds } from './move-funds.ts';

/**
 * The holder of a bank account takes a debit back. Banks ask nobody, so that the dispute is lost from the first, and its
 * mandate ends.
 *
 * @see https://support.stripe.com/questions/sepa-direct-debit-payment-disputes
 * @see https://support.stripe.com/questions/respond-to-or-contest-an-ach-direct-debit-dispute-as-a-merchant
 */
export function takeBackDebit(tx: Tx, charge: Stripe.Charge): void {
  tx.update('charge', charge.id, { disputed: true });
  const dispute = withdrawFunds(tx, tx.insert('dispute', lostDispute(tx, charge)));
  tx.emit('charge.dispute.created', dispute);
  tx.emit('charge.dispute.funds_withdrawn', dispute);
  tx.emit('charge.dispute.closed', dispute);
  const { sepa_debit: sepa, us_bank_account: us } = charge.payment_method_details ?? {};
  const mandate = idOf(us?.mandate ?? sepa?.mandate);
  if (mandate !== null) setMandateStatus(tx, mandate, 'inactive');
}

function lostDispute(tx: Tx, charge: Stripe.Charge): Stripe.Dispute {
  return {
    id: tx.newId('du'),
    object: 'dispute',
    amount: charge.amount_captured,
    balance_transactions: [],
    charge: charge.id,
    created: tx.now(charge),
    currency: charge.currency,
    enhanced_eligibility_types: [],
    evidence: blankEvidence(tx, charge),
    evidence_details: {
      due_by: null,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: 'not_submitted',
    },
    intended_submission_method: null,
    is_charge_refundable: false,
    livemode: false,
    metadata: {},
    payment_intent: idOf(charge.payment_intent),
    reason: charge.payment_method_details?.us_bank_account ? 'debit_not_authorized' : 'customer_initiated',
    status: 'lost',
  };
}
