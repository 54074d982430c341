import type Stripe from 'stripe';
import { invalidRequest } from '../../kernel/errors.ts';

type Given = Stripe.DisputeUpdateParams.Evidence;
type Kept = Stripe.Dispute.Evidence['appeal'];

const onlyInAppeal = 'Appeal evidence can only be given while the status of the dispute is appeal_needs_response.';

/**
 * What an appeal says. In the appeal stage nothing else can be said, and before it nothing of this.
 *
 * @throws StripeError in any other stage, and for other evidence in this one.
 * @see https://docs.stripe.com/changelog/endive/2026-10-28/evidence-submission-appeal-dispute-decisions
 */
export function appealAfter(dispute: Stripe.Dispute, given: Given): Kept {
  const { appeal, ...others } = given;
  const stored = dispute.evidence.appeal;
  if (dispute.status !== 'appeal_needs_response') {
    if (appeal === undefined) return stored;
    throw invalidRequest({ param: 'evidence[appeal]', message: onlyInAppeal });
  }
  const [other] = Object.keys(others);
  if (other !== undefined) {
    throw invalidRequest({
      param: `evidence[${other}]`,
      message: 'While the status of the dispute is appeal_needs_response, only `evidence[appeal]` can be given.',
    });
  }
  if (appeal === undefined) return stored;
  const card = appeal ? appeal.card : undefined;
  if (!card) return null;
  const files = card.supporting_files || [];
  return {
    card: {
      ...(card.reason_for_filing ? { reason_for_filing: card.reason_for_filing } : {}),
      ...(card.supporting_files === undefined ? {} : { supporting_files: files }),
    },
  };
}
