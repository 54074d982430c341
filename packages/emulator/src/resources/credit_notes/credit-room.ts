// How much of an invoice can still be credited. Credit notes and refunds share one ceiling.
import type Stripe from 'stripe';
import { paidIntents } from '../../billing-cycle/invoice-payment.ts';
import { invalidRequest, missingParam } from '../../kernel/errors.ts';
import { idOf } from '../../kernel/objects.ts';
import { refuseUncovered } from '../../kernel/refuse-uncovered.ts';
import type { Tx } from '../../kernel/tx.ts';
import { formatAmount } from '../../money/currencies.ts';
import type { CreditNoteParams } from './credit-note-lines.ts';

export interface LinkedRefund {
  refund: string;
  amount: number;
}

function isStanding(refund: Stripe.Refund): boolean {
  return refund.status !== 'failed' && refund.status !== 'canceled';
}

function refundsOf(tx: Tx, invoice: Stripe.Invoice): Stripe.Refund[] {
  return paidIntents(tx, invoice.id)
    .flatMap((intent) => tx.list('refund', { payment_intent: intent.id }))
    .filter(isStanding);
}

/** How much of a refund notes that stand speak for. */
function linkedAmount(tx: Tx, { invoice, refund }: { invoice: string; refund: string }): number {
  return tx
    .list('credit_note', { invoice, status: 'issued' })
    .flatMap((note) => note.refunds)
    .reduce((sum, each) => sum + (idOf(each.refund) === refund ? each.amount_refunded : 0), 0);
}

/**
 * The refunds that were made already and that the note is to speak for.
 *
 * @throws StripeError for a refund of something else, or one that other notes speak for.
 */
export function linkedRefunds(tx: Tx, invoice: Stripe.Invoice, params: CreditNoteParams): LinkedRefund[] {
  const own = refundsOf(tx, invoice);
  return (params.refunds ?? []).map((given, index) => {
    const name = `refunds[${index}]`;
    refuseUncovered(given, ['payment_record_refund']);
    if (given.refund === undefined) throw missingParam(`${name}[refund]`);
    const refund = tx.get('refund', given.refund, { param: `${name}[refund]` });
    if (!own.some(({ id }) => id === refund.id)) {
      throw invalidRequest({
        message: `The refund ${refund.id} is not of a payment of this invoice.`,
        param: `${name}[refund]`,
      });
    }
    const left = refund.amount - linkedAmount(tx, { invoice: invoice.id, refund: refund.id });
    const amount = given.amount_refunded ?? left;
    if (amount > 0 && amount <= left) return { refund: refund.id, amount };
    throw invalidRequest({
      message: `The refund ${refund.id} has only ${formatAmount(left, refund.currency)} that no credit note speaks for.`,
      param: given.amount_refunded === undefined ? `${name}[refund]` : `${name}[amount_refunded]`,
    });
  });
}

/** What the customer's balance paid of the invoice. */
function paidFromBalance(invoice: Stripe.Invoice): number {
  return Math.max(0, invoice.total - invoice.amount_due - invoice.pre_payment_credit_notes_amount);
}

/**
 * What can be credited: what is still owed, and what was paid, also from the customer's balance, less what was credited or
 * refunded of it; together no more than the invoice's total.
 *
 * @see https://docs.stripe.com/invoicing/dashboard/credit-notes
 */
export function creditRoom(
  tx: Tx,
  { invoice, linked }: { invoice: Stripe.Invoice; linked: readonly LinkedRefund[] },
): number {
  const outside = refundsOf(tx, invoice).reduce(
    (sum, refund) => sum + refund.amount - linkedAmount(tx, { invoice: invoice.id, refund: refund.id }),
    0,
  );
  const spokenFor = linked.reduce((sum, { amount }) => sum + amount, 0);
  const credited = invoice.post_payment_credit_notes_amount;
  const paid = invoice.amount_paid + paidFromBalance(invoice) - credited - outside + spokenFor;
  const owed = invoice.amount_remaining + Math.max(0, paid);
  return Math.min(owed, invoice.total - credited - invoice.pre_payment_credit_notes_amount);
}
