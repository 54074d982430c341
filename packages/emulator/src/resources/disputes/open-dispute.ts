import type Stripe from 'stripe';
import type { CardBehavior } from '../../cards/card-outcome.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import { aftermathOf } from '../payment_methods/method-behavior.ts';
import { issueWarning } from '../radar/early-fraud-warning.ts';
import { blankEvidence } from './blank-evidence.ts';
import type { DisputePlan } from './dispute-course.ts';
import { disputeSeconds, dueBy, setCourse } from './dispute-course.ts';
import { enhancedEligibility } from './enhanced-evidence.ts';
import { withdrawFunds } from './move-funds.ts';
import { takeBackDebit } from './take-back-debit.ts';

type Kind = CardBehavior['dispute'];

interface Facts {
  reason: string;
  caseType: Stripe.Dispute.PaymentMethodDetails.Card.CaseType;
  networkReasonCode: string;
}

const ordinary: Facts = { reason: 'fraudulent', caseType: 'chargeback', networkReasonCode: '10.4' };

/** Alerts that could prevent a dispute are only for accounts that enrolled; this one did not. */
const factsOf: Record<Exclude<Kind, 'none' | 'early_fraud_warning'>, Facts> = {
  fraudulent: ordinary,
  product_not_received: { reason: 'product_not_received', caseType: 'chargeback', networkReasonCode: '13.1' },
  inquiry: { reason: 'fraudulent', caseType: 'inquiry', networkReasonCode: '10' },
  multiple: ordinary,
  compelling_evidence: ordinary,
  compliance: { reason: 'noncompliant', caseType: 'compliance', networkReasonCode: 'C1' },
  prevented: ordinary,
};

/** The holder of the card or the account turns to the bank, right after the payment. */
export function bringDispute(tx: Tx, plan: DisputePlan): void {
  tx.remove('_dispute_plan', plan.id);
  const charge = tx.get('charge', plan.id);
  const method = tx.get('payment_method', charge.payment_method ?? '');
  const kind = aftermathOf(tx, method).dispute;
  if (kind === 'none') return;
  if (kind === 'debit_taken_back') return takeBackDebit(tx, charge);
  if (kind === 'early_fraud_warning') return issueWarning(tx, charge);
  const half = Math.ceil(charge.amount_captured / 2);
  const amounts = kind === 'multiple' ? [half, charge.amount_captured - half] : [charge.amount_captured];
  tx.update('charge', charge.id, { disputed: true });
  for (const amount of amounts) openDispute(tx, { charge, kind, amount });
}

function openDispute(
  tx: Tx,
  { charge, kind, amount }: { charge: Stripe.Charge; kind: keyof typeof factsOf; amount: number },
): void {
  const isInquiry = kind === 'inquiry';
  const customer = idOf(charge.customer);
  const dispute = tx.insert('dispute', disputeOf(tx, { charge, kind, amount }));
  const at = isInquiry ? dispute.created + disputeSeconds.ofInquiry : dueBy(dispute.created) + 1;
  setCourse(tx, dispute.id, { at, becomes: isInquiry ? 'warning_closed' : 'lost', customer });
  const booked = isInquiry ? dispute : withdrawFunds(tx, dispute);
  tx.emit('charge.dispute.created', booked);
  if (!isInquiry) tx.emit('charge.dispute.funds_withdrawn', booked);
}

function disputeOf(
  tx: Tx,
  { charge, kind, amount }: { charge: Stripe.Charge; kind: keyof typeof factsOf; amount: number },
): Stripe.Dispute {
  const { reason, caseType, networkReasonCode } = factsOf[kind];
  const created = tx.now(charge);
  const brand = charge.payment_method_details?.card?.brand ?? 'visa';
  const types = eligibilityTypes(kind, brand);
  return {
    id: tx.newId('du'),
    object: 'dispute',
    amount,
    balance_transactions: [],
    charge: charge.id,
    created,
    currency: charge.currency,
    enhanced_eligibility_types: types,
    evidence: blankEvidence(tx, charge),
    evidence_details: {
      due_by: dueBy(created),
      enhanced_eligibility: enhancedEligibility(types, {}),
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: 'not_submitted',
    },
    intended_submission_method: null,
    is_charge_refundable: kind === 'inquiry',
    livemode: false,
    metadata: {},
    network_reason_code: networkReasonCode,
    payment_intent: idOf(charge.payment_intent),
    payment_method_details: {
      card: { brand, case_type: caseType, network: brand, network_reason_code: networkReasonCode },
      type: 'card',
    },
    reason,
    status: kind === 'inquiry' ? 'warning_needs_response' : 'needs_response',
  };
}

function eligibilityTypes(kind: Kind, brand: string): Stripe.Dispute.EnhancedEligibilityType[] {
  if (kind === 'compelling_evidence') return ['visa_compelling_evidence_3'];
  if (kind !== 'compliance') return [];
  return [brand === 'mastercard' ? 'mastercard_compliance' : 'visa_compliance'];
}
