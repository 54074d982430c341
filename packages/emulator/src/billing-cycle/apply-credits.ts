// Billing credits pay for metered lines when an invoice is finalized: after discounts, before tax and the customer's balance.
import type Stripe from 'stripe';
import { idOf } from '../kernel/objects.ts';
import type { Tx } from '../kernel/tx.ts';
import { settleGrant } from '../resources/billing/credit-grant-life.ts';
import {
  creditCurrency,
  creditGrant,
  debitGrant,
  isExpired,
  isVoided,
  newTransactionId,
  remainingCredit,
} from '../resources/billing/credit-ledger.ts';
import { covers } from '../resources/billing/credit-scope.ts';

type Grant = Stripe.Billing.CreditGrant;

/** A part of a line that a grant pays for. */
export interface AppliedCredit {
  line: string;
  grant: string;
  /** Of the transaction that is to be made of it. */
  transaction: string;
  amount: number;
}

/**
 * Which credits pay for which lines of an invoice whose discounts are worked out. Writes nothing.
 *
 * @see https://docs.stripe.com/billing/subscriptions/usage-based/billing-credits
 */
export function planCredits(tx: Tx, invoice: Stripe.Invoice): AppliedCredit[] {
  const left = new Map(invoice.lines.data.map((line) => [line.id, payable(line)]));
  return usableGrants(tx, invoice).flatMap((grant) => {
    let credit = remainingCredit(tx, grant);
    return invoice.lines.data.flatMap((line) => {
      const owed = left.get(line.id) ?? 0;
      const amount = Math.min(credit, owed);
      if (amount <= 0 || !isCovered(tx, grant, line)) return [];
      credit -= amount;
      left.set(line.id, owed - amount);
      return [{ line: line.id, grant: grant.id, transaction: newTransactionId(tx), amount }];
    });
  });
}

/** Books the credits that an invoice took. */
export function bookCredits(
  tx: Tx,
  { invoice, credits }: { invoice: Stripe.Invoice; credits: readonly AppliedCredit[] },
): void {
  for (const { line, grant, transaction, amount } of credits) {
    debitGrant(tx, {
      id: transaction,
      grant: tx.get('billing.credit_grant', grant),
      amount,
      type: 'credits_applied',
      credits_applied: { invoice: invoice.id, invoice_line_item: line },
    });
  }
}

/** Credits that a void invoice took go back to their grants, and are lost at once where those are over. */
export function reinstateCredits(tx: Tx, invoice: Stripe.Invoice): void {
  for (const line of invoice.lines.data) {
    for (const { amount, credit_balance_transaction: id } of line.pretax_credit_amounts ?? []) {
      const transaction = tx.find('billing.credit_balance_transaction', id);
      if (!transaction) continue;
      const grant = tx.get('billing.credit_grant', transaction.credit_grant);
      creditGrant(tx, {
        grant,
        amount,
        type: 'credits_application_invoice_voided',
        credits_application_invoice_voided: { invoice: invoice.id, invoice_line_item: line.id },
      });
      settleGrant(tx, grant);
    }
  }
}

/** In the order in which they are used up: by priority, the sooner expiring, promotional, earlier effective, older. */
function usableGrants(tx: Tx, invoice: Stripe.Invoice): Grant[] {
  const customer = idOf(invoice.customer);
  const at = tx.now(invoice);
  if (customer === null) return [];
  const grants = tx.list('billing.credit_grant', { customer }).reverse();
  const usable = grants.filter(
    (grant) =>
      creditCurrency(grant) === invoice.currency &&
      !isVoided(grant) &&
      !isExpired(grant, at) &&
      // What began only after the time that is billed pays for the next one.
      (grant.effective_at ?? grant.created) <= invoice.period_end,
  );
  return usable.sort(
    (a, b) =>
      (a.priority ?? 0) - (b.priority ?? 0) ||
      (a.expires_at ?? Infinity) - (b.expires_at ?? Infinity) ||
      rankOf(a) - rankOf(b) ||
      (a.effective_at ?? 0) - (b.effective_at ?? 0),
  );
}

function rankOf({ category }: Grant): number {
  return category === 'promotional' ? 0 : 1;
}

function payable(line: Stripe.InvoiceLineItem): number {
  return line.amount - (line.discount_amounts ?? []).reduce((sum, { amount }) => sum + amount, 0);
}

/** Only what a subscription's metered price bills. */
function isCovered(tx: Tx, grant: Grant, line: Stripe.InvoiceLineItem): boolean {
  const price = tx.find('price', line.pricing?.price_details?.price);
  return line.subscription !== null && price !== undefined && covers(grant.applicability_config.scope, price);
}
