import type Stripe from 'stripe';
import type { Tx } from '../../kernel/tx.ts';
import { postalAddress } from '../customers/postal-address.ts';

type Kept = Stripe.Dispute.Evidence.EnhancedEvidence.VisaCompellingEvidence3;
type Given = Stripe.DisputeUpdateParams.Evidence.EnhancedEvidence.VisaCompellingEvidence3;
type Eligibility = Stripe.Dispute.EvidenceDetails.EnhancedEligibility.VisaCompellingEvidence3;

/** Who the customer was in a transaction; some of it must be the same in all three. */
type Identity = Pick<
  Kept['prior_undisputed_transactions'][number],
  | 'customer_account_id'
  | 'customer_device_fingerprint'
  | 'customer_device_id'
  | 'customer_email_address'
  | 'customer_purchase_ip'
  | 'shipping_address'
>;

/**
 * Keeps what is said of the disputed transaction and of two earlier ones that nobody disputed.
 *
 * @throws StripeError `resource_missing` for an earlier charge that does not exist.
 * @see https://docs.stripe.com/disputes/api/visa-ce3
 */
export function compellingEvidenceAfter(tx: Tx, given: Given, stored: Kept | undefined): Kept {
  const { disputed_transaction: disputed, prior_undisputed_transactions: priors } = given;
  const place = 'evidence[enhanced_evidence][visa_compelling_evidence_3][prior_undisputed_transactions]';
  return {
    disputed_transaction: disputed
      ? {
          ...identityOf(disputed),
          merchandise_or_services: disputed.merchandise_or_services ?? null,
          product_description: disputed.product_description || null,
        }
      : (stored?.disputed_transaction ?? null),
    prior_undisputed_transactions: priors
      ? priors.map((prior, index) => ({
          charge: tx.get('charge', prior.charge, { param: `${place}[${index}][charge]` }).id,
          ...identityOf(prior),
          product_description: prior.product_description || null,
        }))
      : (stored?.prior_undisputed_transactions ?? []),
  };
}

function identityOf(given: NonNullable<Given['disputed_transaction']>): Identity {
  return {
    customer_account_id: given.customer_account_id || null,
    customer_device_fingerprint: given.customer_device_fingerprint || null,
    customer_device_id: given.customer_device_id || null,
    customer_email_address: given.customer_email_address || null,
    customer_purchase_ip: given.customer_purchase_ip || null,
    shipping_address: given.shipping_address ? postalAddress(given.shipping_address) : null,
  };
}

/** What Visa still wants before the dispute qualifies. */
export function compellingEligibility(evidence: Kept | undefined): Eligibility {
  const disputed = evidence?.disputed_transaction ?? null;
  const priors = evidence?.prior_undisputed_transactions ?? [];
  const required_actions: Eligibility['required_actions'] = [];
  if (!haveSameCustomer(disputed, priors)) required_actions.push('missing_customer_identifiers');
  if (!disputed?.product_description) required_actions.push('missing_disputed_transaction_description');
  if (!disputed?.merchandise_or_services) required_actions.push('missing_merchandise_or_services');
  if (priors.some((prior) => !prior.product_description))
    required_actions.push('missing_prior_undisputed_transaction_description');
  if (priors.length !== 2) required_actions.push('missing_prior_undisputed_transactions');
  return { required_actions, status: required_actions.length === 0 ? 'qualified' : 'requires_action' };
}

const deviceFields = ['customer_device_fingerprint', 'customer_device_id', 'customer_purchase_ip'] as const;
const personFields = ['customer_account_id', 'customer_email_address', 'shipping_address'] as const;

/** Visa's rule: two things are the same in all transactions, one of them the device or its address. */
function haveSameCustomer(disputed: Identity | null, priors: readonly Identity[]): boolean {
  if (!disputed || priors.length === 0) return false;
  const isSame = (field: keyof Identity): boolean =>
    disputed[field] !== null && priors.every((prior) => textOf(prior[field]) === textOf(disputed[field]));
  const devices = deviceFields.filter(isSame).length;
  return devices > 0 && devices + personFields.filter(isSame).length > 1;
}

function textOf(value: Identity[keyof Identity]): string {
  return JSON.stringify(value);
}
