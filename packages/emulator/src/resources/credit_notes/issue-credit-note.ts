// Issues a credit note: on an invoice that is still owed it lowers what is due, on a paid one the money goes back.
import type Stripe from 'stripe';
import { cancelOpenPayment, openPaymentOf, paidIntent } from '../../billing-cycle/invoice-payment.ts';
import { settleInvoice } from '../../billing-cycle/settle-invoice.ts';
import { followPaidInvoice } from '../../billing-cycle/subscription-status.ts';
import { invalidRequest } from '../../kernel/errors.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Handler } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { formatAmount, minimumCharge } from '../../money/currencies.ts';
import { moveBalance } from '../customers/balance-transactions.ts';
import { newRefund } from '../refunds/new-refund.ts';
import { composeCreditNote, type CreditNoteParams } from './compose-credit-note.ts';

type CreditNote = Stripe.CreditNote;

/** Nothing may be credited twice. */
function checkLeft(invoice: Stripe.Invoice, note: CreditNote): void {
  const isPaid = invoice.status === 'paid';
  const left = isPaid ? invoice.amount_paid - invoice.post_payment_credit_notes_amount : invoice.amount_remaining;
  if (note.total <= left) return;
  throw invalidRequest({
    message: `The amount of the credit note (${formatAmount(note.total, note.currency)}) is more than what is left of the invoice (${formatAmount(left, note.currency)}).`,
    param: 'amount',
  });
}

function checkSplit(note: CreditNote, params: CreditNoteParams): void {
  const existing = (params.refunds ?? []).reduce((sum, refund) => sum + (refund.amount_refunded ?? 0), 0);
  const given = (params.refund_amount ?? 0) + (params.credit_amount ?? 0) + (params.out_of_band_amount ?? 0) + existing;
  if (note.type === 'pre_payment') {
    if (given === 0) return;
    throw invalidRequest({
      message: 'A credit note on an invoice that is not paid has nothing to refund or credit.',
      param: 'refund_amount',
    });
  }
  if (given === note.total) return;
  throw invalidRequest({
    message: `The sum of credit amount, refund amount and out of band amount (${formatAmount(given, note.currency)}) must equal the credit note amount (${formatAmount(note.total, note.currency)}).`,
    param: 'refund_amount',
  });
}

function lowerOpenInvoice(tx: Tx, invoice: Stripe.Invoice, note: CreditNote): void {
  const left = invoice.amount_remaining - note.total;
  const lowered = tx.update('invoice', invoice.id, {
    amount_due: invoice.amount_due - note.total,
    amount_remaining: left,
    pre_payment_credit_notes_amount: invoice.pre_payment_credit_notes_amount + note.total,
  });
  tx.emit('invoice.updated', lowered, invoice);
  if (left === 0) {
    followPaidInvoice(tx, { invoice: settleInvoice(tx, { invoice: lowered, intent: null }), intent: null });
  } else {
    lowerOpenPayment(tx, invoice.id, left);
  }
}

/** What is still to be paid is asked for anew; a sum too small to charge keeps no payment. */
function lowerOpenPayment(tx: Tx, invoice: string, amount: number): void {
  const payment = openPaymentOf(tx, invoice);
  const intent = tx.find('payment_intent', idOf(payment?.payment.payment_intent));
  if (!payment || !intent) return;
  if (amount < minimumCharge(intent.currency)) {
    cancelOpenPayment(tx, { invoice, reason: 'automatic' });
    return;
  }
  tx.update('payment_intent', intent.id, { amount });
  tx.update('invoice_payment', payment.id, { amount_requested: amount });
}

/** Sends money back, or keeps it for the customer. */
function giveBack(
  tx: Tx,
  options: { invoice: Stripe.Invoice; note: CreditNote; params: CreditNoteParams },
): Partial<CreditNote> {
  const { invoice, note, params } = options;
  const intent = paidIntent(tx, invoice.id);
  if (params.refund_amount && !intent) {
    throw invalidRequest({ message: 'This invoice has no payment that can be refunded.', param: 'refund_amount' });
  }
  const made =
    params.refund_amount && intent ? [newRefund(tx, { paymentIntent: intent.id, amount: params.refund_amount })] : [];
  const linked = (params.refunds ?? []).map(({ refund }) => tx.get('refund', refund ?? '', { param: 'refunds' }));
  const refunds = [...made, ...linked].map((refund): CreditNote['refunds'][number] => ({
    amount_refunded: refund.amount,
    payment_record_refund: null,
    refund: refund.id,
    type: 'refund',
  }));
  const credit = params.credit_amount
    ? moveBalance(tx, {
        customer: idOf(note.customer),
        amount: -params.credit_amount,
        type: 'credit_note',
        creditNote: note.id,
        invoice: invoice.id,
      })
    : null;
  const credited = tx.update('invoice', invoice.id, {
    post_payment_credit_notes_amount: invoice.post_payment_credit_notes_amount + note.total,
  });
  tx.emit('invoice.updated', credited, invoice);
  return { refunds, customer_balance_transaction: credit?.id ?? null };
}

/** @see https://docs.stripe.com/api/credit_notes/create */
export const createCreditNote: Handler<'POST /v1/credit_notes'> = (tx, { params }) => {
  const note = composeCreditNote(tx, params);
  const invoice = tx.get('invoice', params.invoice);
  checkLeft(invoice, note);
  checkSplit(note, params);
  const stored = tx.insert('credit_note', note);
  const moved = invoice.status === 'paid' ? giveBack(tx, { invoice, note, params }) : {};
  const issued = tx.update('credit_note', stored.id, moved);
  tx.emit('credit_note.created', issued);
  if (invoice.status !== 'paid') lowerOpenInvoice(tx, invoice, issued);
  return issued;
};
