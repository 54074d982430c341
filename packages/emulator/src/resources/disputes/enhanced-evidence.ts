import type Stripe from 'stripe';
import { invalidRequest } from '../../kernel/errors.ts';
import type { Tx } from '../../kernel/tx.ts';
import { compellingEligibility, compellingEvidenceAfter } from './compelling-evidence.ts';

type Kept = Stripe.Dispute.Evidence.EnhancedEvidence;
type Given = Stripe.DisputeUpdateParams.Evidence['enhanced_evidence'];
type Eligibility = Stripe.Dispute.EvidenceDetails.EnhancedEligibility;

const compliances = ['mastercard_compliance', 'visa_compliance'] as const;

/**
 * Evidence under a card network's own programs, of those that the dispute is eligible for.
 *
 * @throws StripeError for a program that is not the dispute's.
 */
export function enhancedEvidenceAfter(tx: Tx, dispute: Stripe.Dispute, given: Given): Kept {
  const stored = dispute.evidence.enhanced_evidence;
  if (given === undefined) return stored;
  if (given === '' || given === null) return {};
  for (const program of Object.keys(given)) {
    if (dispute.enhanced_eligibility_types.includes(program)) continue;
    const message = `This dispute is not eligible for \`${program}\` evidence.`;
    throw invalidRequest({ param: `evidence[enhanced_evidence][${program}]`, message });
  }
  const kept: Kept = { ...stored };
  for (const program of compliances) {
    if (given[program]) kept[program] = { fee_acknowledged: given[program].fee_acknowledged ?? false };
  }
  const compelling = given.visa_compelling_evidence_3;
  if (compelling) {
    kept.visa_compelling_evidence_3 = compellingEvidenceAfter(tx, compelling, stored.visa_compelling_evidence_3);
  }
  return kept;
}

/** Where a dispute stands with the programs that it is eligible for. */
export function enhancedEligibility(
  types: readonly Stripe.Dispute.EnhancedEligibilityType[],
  evidence: Kept,
): Eligibility {
  const eligibility: Eligibility = {};
  for (const program of compliances) {
    if (!types.includes(program)) continue;
    const status = evidence[program]?.fee_acknowledged ? 'fee_acknowledged' : 'requires_fee_acknowledgement';
    eligibility[program] = { status };
  }
  if (types.includes('visa_compelling_evidence_3')) {
    eligibility.visa_compelling_evidence_3 = compellingEligibility(evidence.visa_compelling_evidence_3);
  }
  return eligibility;
}

/** Whether the dispute is a compliance case, which costs a fee of the network's to counter. */
export function isCompliance({ enhanced_eligibility_types: types }: Stripe.Dispute): boolean {
  return compliances.some((program) => types.includes(program));
}

/** @throws StripeError while the fee of a compliance dispute is not acknowledged. */
export function checkFeeAcknowledged(dispute: Stripe.Dispute): void {
  for (const program of compliances) {
    if (!dispute.enhanced_eligibility_types.includes(program)) continue;
    if (dispute.evidence.enhanced_evidence[program]?.fee_acknowledged) continue;
    const param = `evidence[enhanced_evidence][${program}][fee_acknowledged]`;
    throw invalidRequest({
      param,
      message: `You must acknowledge the network's fee before you submit evidence: ${param}.`,
    });
  }
}
