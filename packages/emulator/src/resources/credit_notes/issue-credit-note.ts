// Issues a credit note: what is still owed of the invoice gets less, and what was paid goes back.
import type Stripe from 'stripe';
import { lowerOpenPayment, paidIntents } from '../../billing-cycle/invoice-payment.ts';
import { settleInvoice } from '../../billing-cycle/settle-invoice.ts';
import { followPaidInvoice } from '../../billing-cycle/subscription-status.ts';
import { invalidRequest } from '../../kernel/errors.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Handler } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { formatAmount } from '../../money/currencies.ts';
import { moveBalance } from '../customers/balance-transactions.ts';
import { newRefund } from '../refunds/new-refund.ts';
import { composeCreditNote } from './compose-credit-note.ts';
import type { CreditNoteParams } from './credit-note-lines.ts';
import { linkedRefunds, type LinkedRefund } from './credit-room.ts';

type CreditNote = Stripe.CreditNote;

/** Where the money that was paid goes is said to the cent. */
function checkSplit(note: CreditNote, params: CreditNoteParams, linked: readonly LinkedRefund[]): void {
  const parts = [params.refund_amount, params.credit_amount, params.out_of_band_amount];
  if (parts.some((part) => part !== undefined && part < 0)) {
    throw invalidRequest({
      code: 'parameter_invalid_integer',
      message: 'This value must be greater than or equal to 0.',
      param: 'refund_amount',
    });
  }
  const given = [...parts, ...linked.map(({ amount }) => amount)].reduce<number>((sum, part) => sum + (part ?? 0), 0);
  if (given === note.post_payment_amount) return;
  if (note.post_payment_amount === 0) {
    throw invalidRequest({
      message: 'A credit note on an invoice that is not paid has nothing to refund or credit.',
      param: 'refund_amount',
    });
  }
  throw invalidRequest({
    message: `The sum of credit amount, refund amount and out of band amount (${formatAmount(given, note.currency)}) must equal the credit note amount (${formatAmount(note.post_payment_amount, note.currency)}).`,
    param: 'refund_amount',
  });
}

function lowerOpenInvoice(tx: Tx, invoice: Stripe.Invoice, amount: number): void {
  const left = invoice.amount_remaining - amount;
  const lowered = tx.update('invoice', invoice.id, {
    amount_due: invoice.amount_due - amount,
    amount_remaining: left,
    pre_payment_credit_notes_amount: invoice.pre_payment_credit_notes_amount + amount,
  });
  tx.emit('invoice.updated', lowered, invoice);
  if (left === 0) {
    followPaidInvoice(tx, { invoice: settleInvoice(tx, { invoice: lowered, intent: null }), intent: null });
  } else {
    lowerOpenPayment(tx, { invoice: invoice.id, amount: left });
  }
}

/** Refunds the payments of an invoice, the first one first, as far as each goes. */
function refundPayments(tx: Tx, { invoice, amount }: { invoice: string; amount: number }): LinkedRefund[] {
  const refunds: LinkedRefund[] = [];
  let left = amount;
  for (const intent of paidIntents(tx, invoice)) {
    const charge = tx.find('charge', idOf(intent.latest_charge));
    const part = Math.min(left, (charge?.amount_captured ?? 0) - (charge?.amount_refunded ?? 0));
    if (part <= 0) continue;
    const refund = newRefund(tx, { paymentIntent: intent.id, amount: part });
    refunds.push({ refund: refund.id, amount: part });
    left -= part;
  }
  if (left === 0) return refunds;
  throw invalidRequest({
    message: 'The payments of this invoice do not have that much left to refund.',
    param: 'refund_amount',
  });
}

/** Sends money back, or keeps it for the customer. */
function giveBack(
  tx: Tx,
  options: { invoice: string; note: CreditNote; params: CreditNoteParams; linked: readonly LinkedRefund[] },
): Partial<CreditNote> {
  const { note, params, linked } = options;
  const made = params.refund_amount
    ? refundPayments(tx, { invoice: options.invoice, amount: params.refund_amount })
    : [];
  const refunds = [...made, ...linked].map(({ refund, amount }): CreditNote['refunds'][number] => ({
    amount_refunded: amount,
    payment_record_refund: null,
    refund,
    type: 'refund',
  }));
  const credit = params.credit_amount
    ? moveBalance(tx, {
        customer: idOf(note.customer),
        amount: -params.credit_amount,
        type: 'credit_note',
        creditNote: note.id,
        invoice: options.invoice,
      })
    : null;
  const invoice = tx.get('invoice', options.invoice);
  const credited = tx.update('invoice', invoice.id, {
    post_payment_credit_notes_amount: invoice.post_payment_credit_notes_amount + note.post_payment_amount,
  });
  tx.emit('invoice.updated', credited, invoice);
  return { refunds, customer_balance_transaction: credit?.id ?? null };
}

/** @see https://docs.stripe.com/api/credit_notes/create */
export const createCreditNote: Handler<'POST /v1/credit_notes'> = (tx, { params }) => {
  const note = composeCreditNote(tx, params);
  const invoice = tx.get('invoice', params.invoice);
  const linked = linkedRefunds(tx, invoice, params);
  checkSplit(note, params, linked);
  const stored = tx.insert('credit_note', note);
  const moved = note.post_payment_amount > 0 ? giveBack(tx, { invoice: invoice.id, note, params, linked }) : {};
  const issued = tx.update('credit_note', stored.id, moved);
  tx.emit('credit_note.created', issued);
  if (issued.pre_payment_amount > 0) lowerOpenInvoice(tx, tx.get('invoice', invoice.id), issued.pre_payment_amount);
  return issued;
};
