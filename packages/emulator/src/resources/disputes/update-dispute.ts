import type Stripe from 'stripe';
import { invalidRequest } from '../../kernel/errors.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Call, Params } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { appealAfter } from './appeal-evidence.ts';
import { checkEvidenceFile, checkEvidenceSize, filePlaces, textLength } from './check-evidence-files.ts';
import { checkOpen } from './close-dispute.ts';
import { disputeSeconds, setCourse } from './dispute-course.ts';
import type { DisputeEnd } from './dispute-course.ts';
import { checkFeeAcknowledged, enhancedEligibility, enhancedEvidenceAfter, isCompliance } from './enhanced-evidence.ts';
import { takeNetworkFee } from './move-funds.ts';

type DisputeChange = Params<'POST /v1/disputes/:id'>;

const longestEvidence = 150_000;

/** Collects evidence; it goes to the bank at once unless `submit` is false, and cannot be changed afterwards. */
export function updateDispute(tx: Tx, { path, params }: Call<DisputeChange, 'id'>): Stripe.Dispute {
  const before = tx.get('dispute', path.id);
  const isAnswering = params.evidence !== undefined || params.submit === true;
  if (isAnswering) checkAnswerable(before);
  const evidence = evidenceAfter(tx, before, params.evidence);
  const dispute = tx.update('dispute', before.id, {
    evidence,
    evidence_details: {
      ...before.evidence_details,
      enhanced_eligibility: enhancedEligibility(before.enhanced_eligibility_types, evidence.enhanced_evidence),
      has_evidence: params.evidence ? hasEvidence(evidence) : before.evidence_details.has_evidence,
    },
    intended_submission_method: params.intended_submission_method ?? before.intended_submission_method,
    metadata: mergedMetadata(before.metadata, params.metadata),
  });
  const result = isAnswering && params.submit !== false ? submitEvidence(tx, dispute) : dispute;
  tx.emit('charge.dispute.updated', result, before);
  return result;
}

const answerable = ['needs_response', 'warning_needs_response', 'appeal_needs_response'];

function checkAnswerable(dispute: Stripe.Dispute): void {
  checkOpen(dispute);
  if (answerable.includes(dispute.status)) return;
  throw invalidRequest({
    param: 'evidence',
    message: `Evidence was submitted already: the status of this dispute is ${dispute.status}.`,
  });
}

function evidenceAfter(tx: Tx, dispute: Stripe.Dispute, given: DisputeChange['evidence']): Stripe.Dispute.Evidence {
  const { evidence } = dispute;
  if (!given) return evidence;
  const { appeal: _appeal, enhanced_evidence, ...fields } = given;
  const appeal = appealAfter(dispute, given);
  const written = Object.fromEntries(Object.entries(fields).map(([field, value]) => [field, value || null]));
  const merged: Stripe.Dispute.Evidence = {
    ...evidence,
    ...written,
    ...(appeal === undefined ? {} : { appeal }),
    enhanced_evidence: enhancedEvidenceAfter(tx, dispute, enhanced_evidence),
  };
  for (const place of filePlaces(given)) checkEvidenceFile(tx, { dispute: dispute.id, evidence: merged, ...place });
  checkTexts(merged);
  checkEvidenceSize(tx, dispute, merged);
  return merged;
}

function checkTexts(evidence: Stripe.Dispute.Evidence): void {
  const length = textLength(evidence);
  if (length <= longestEvidence) return;
  const message = `The evidence has ${length} characters in all; at most ${longestEvidence} are allowed.`;
  throw invalidRequest({ param: 'evidence', message });
}

function hasEvidence({ enhanced_evidence, appeal, ...fields }: Stripe.Dispute.Evidence): boolean {
  const isEnhanced = Object.keys(enhanced_evidence).length > 0;
  return isEnhanced || Boolean(appeal) || Object.values(fields).some((value) => value !== null);
}

function submitEvidence(tx: Tx, dispute: Stripe.Dispute): Stripe.Dispute {
  checkFeeAcknowledged(dispute);
  const customer = idOf(tx.get('charge', dispute.charge).customer);
  const isInquiry = dispute.status === 'warning_needs_response';
  const isAppeal = dispute.status === 'appeal_needs_response';
  const now = tx.now({ customer });
  const words = isAppeal ? dispute.evidence.appeal?.card?.reason_for_filing : dispute.evidence.uncategorized_text;
  const verdict = verdictOf(words ?? null, isInquiry);
  const ordinary: DisputeEnd = isInquiry ? 'warning_closed' : 'lost';
  const later = isInquiry ? dispute.created + disputeSeconds.ofInquiry : now + disputeSeconds.toDecide;
  setCourse(tx, dispute.id, { at: verdict ? now : later, becomes: verdict ?? ordinary, customer });
  if (isCompliance(dispute) && !isAppeal) takeNetworkFee(tx, dispute);
  return tx.update('dispute', dispute.id, {
    evidence_details: {
      ...dispute.evidence_details,
      submission_count: dispute.evidence_details.submission_count + 1,
      submission_method: 'manual',
    },
    status: isInquiry ? 'warning_under_review' : isAppeal ? 'appeal_under_review' : 'under_review',
  });
}

/** Stripe's words for tests, which decide at once: https://docs.stripe.com/testing#evidence */
function verdictOf(text: string | null, isInquiry: boolean): DisputeEnd | undefined {
  if (text === 'escalate_inquiry_evidence' && isInquiry) return 'escalated';
  if (text === 'winning_evidence') return isInquiry ? 'warning_closed' : 'won';
  if (text === 'losing_evidence') return isInquiry ? 'warning_closed' : 'lost';
  return undefined;
}
