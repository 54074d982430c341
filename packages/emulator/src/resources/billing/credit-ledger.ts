// What a credit grant is worth at a moment: the sum of its transactions, which alone are the ledger.
import type Stripe from 'stripe';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';

type Transaction = Stripe.Billing.CreditBalanceTransaction;
type Credit = Stripe.Billing.CreditBalanceTransaction.Credit;
type Debit = Stripe.Billing.CreditBalanceTransaction.Debit;

/** When time alone changes a grant next. Kept under the grant's id. */
export interface CreditGrantFacts {
  id: string;
  object: '_credit_grant';
  customer: string;
  /** Seconds: when the credits become effective, then when they expire; null when neither is ahead. */
  changesAt: number | null;
}

declare module '../../kernel/objects.ts' {
  interface StripeObjects {
    _credit_grant: CreditGrantFacts;
  }
}

/** Minor units of the grant's currency that are left to apply. */
export function remainingCredit(tx: Tx, grant: { id: string }): number {
  return transactionsOf(tx, grant.id).reduce((sum, { credit, debit }) => sum + valueOf(credit) - valueOf(debit), 0);
}

export function transactionsOf(tx: Tx, grant: string): Transaction[] {
  return tx.list('billing.credit_balance_transaction', { credit_grant: grant });
}

export function creditCurrency(grant: Stripe.Billing.CreditGrant): string {
  return grant.amount.monetary?.currency ?? '';
}

export function isVoided(grant: Stripe.Billing.CreditGrant): boolean {
  return grant.voided_at !== null;
}

export function isExpired(grant: Stripe.Billing.CreditGrant, at: number): boolean {
  return grant.expires_at !== null && grant.expires_at <= at;
}

/** Puts credits on a grant. */
export function creditGrant(
  tx: Tx,
  move: { grant: Stripe.Billing.CreditGrant; amount: number } & Pick<
    Credit,
    'type' | 'credits_application_invoice_voided'
  >,
): Transaction {
  const { grant, amount, type, credits_application_invoice_voided } = move;
  const credit = { amount: monetary(grant, amount), credits_application_invoice_voided, type };
  return record(tx, { id: newTransactionId(tx), grant, change: { credit, debit: null, type: 'credit' } });
}

/**
 * Takes credits from a grant.
 *
 * @param id Given when an invoice names the transaction before it is made.
 */
export function debitGrant(
  tx: Tx,
  move: { grant: Stripe.Billing.CreditGrant; amount: number; id?: string } & Pick<Debit, 'type' | 'credits_applied'>,
): Transaction {
  const { grant, amount, type, credits_applied, id = newTransactionId(tx) } = move;
  const debit = { amount: monetary(grant, amount), credits_applied, type };
  return record(tx, { id, grant, change: { credit: null, debit, type: 'debit' } });
}

export function newTransactionId(tx: Tx): string {
  return tx.newId('cbtxn_test', 32);
}

function record(
  tx: Tx,
  options: {
    id: string;
    grant: Stripe.Billing.CreditGrant;
    change: Pick<Transaction, 'credit' | 'debit' | 'type'>;
  },
): Transaction {
  const { id, grant, change } = options;
  const at = tx.now(grant);
  const transaction = tx.insert('billing.credit_balance_transaction', {
    id,
    object: 'billing.credit_balance_transaction',
    created: at,
    credit_grant: grant.id,
    effective_at: at,
    livemode: false,
    test_clock: idOf(grant.test_clock),
    ...change,
  });
  tx.emit('billing.credit_balance_transaction.created', transaction);
  return transaction;
}

function monetary(grant: Stripe.Billing.CreditGrant, value: number): Credit['amount'] {
  return { monetary: { currency: creditCurrency(grant), value }, type: 'monetary' };
}

function valueOf(part: { amount: Credit['amount'] } | null): number {
  return part?.amount.monetary?.value ?? 0;
}
