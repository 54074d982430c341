// A grant's credits are funded when it becomes effective, and what is left of them goes when it expires.
import type Stripe from 'stripe';
import type { Tx } from '../../kernel/tx.ts';
import {
  creditGrant,
  debitGrant,
  isExpired,
  isVoided,
  remainingCredit,
  transactionsOf,
  type CreditGrantFacts,
} from './credit-ledger.ts';

/** When a grant changes next by itself. */
export function nextChange(tx: Tx, grant: Stripe.Billing.CreditGrant): number | null {
  if (isVoided(grant) || isExpired(grant, tx.now(grant))) return null;
  return isFunded(tx, grant) ? grant.expires_at : grant.effective_at;
}

/** Does what is due for a grant at `tx.now`: funds it, or lets what is left expire. */
export function settleGrant(tx: Tx, grant: Stripe.Billing.CreditGrant): void {
  const at = tx.now(grant);
  if (isVoided(grant)) return;
  if (!isFunded(tx, grant) && (grant.effective_at ?? at) <= at) {
    const amount = grant.amount.monetary?.value ?? 0;
    creditGrant(tx, { grant, amount, type: 'credits_granted', credits_application_invoice_voided: null });
  }
  const left = remainingCredit(tx, grant);
  if (isExpired(grant, at) && left > 0) {
    debitGrant(tx, { grant, amount: left, type: 'credits_expired', credits_applied: null });
  }
  tx.update('_credit_grant', grant.id, { changesAt: nextChange(tx, grant) });
}

/** Grants that become effective, or expire, in this very second count as such, whatever else is due in it. */
export function settleGrantsOf(tx: Tx, customer: string): void {
  for (const grant of tx.list('billing.credit_grant', { customer }).reverse()) {
    const { changesAt } = tx.get('_credit_grant', grant.id);
    if (changesAt !== null && changesAt <= tx.now(grant)) settleGrant(tx, grant);
  }
}

export function changeGrantWhenDue(tx: Tx, facts: CreditGrantFacts): void {
  settleGrant(tx, tx.get('billing.credit_grant', facts.id));
}

function isFunded(tx: Tx, grant: Stripe.Billing.CreditGrant): boolean {
  return transactionsOf(tx, grant.id).some(({ credit }) => credit?.type === 'credits_granted');
}
