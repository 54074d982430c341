import { raiseOpenPayment } from '../../billing-cycle/invoice-payment.ts';
import { invalidRequest } from '../../kernel/errors.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Handler } from '../../kernel/resource.ts';

/** Takes a credit note back: the invoice is owed again. One on a paid invoice stays, for its money has moved. */
export const voidCreditNote: Handler<'POST /v1/credit_notes/:id/void'> = (tx, { path }) => {
  const note = tx.get('credit_note', path.id);
  const invoice = tx.get('invoice', idOf(note.invoice));
  if (note.status === 'void') throw invalidRequest({ message: 'This credit note is already void.' });
  if (note.type !== 'pre_payment' || invoice.status !== 'open') {
    throw invalidRequest({ message: 'You can only void a credit note of an invoice that is open.' });
  }
  const owed = invoice.amount_remaining + note.total;
  const raised = tx.update('invoice', invoice.id, {
    amount_due: invoice.amount_due + note.total,
    amount_remaining: owed,
    pre_payment_credit_notes_amount: invoice.pre_payment_credit_notes_amount - note.total,
  });
  raiseOpenPayment(tx, raised);
  tx.emit('invoice.updated', raised, invoice);
  const voided = tx.update('credit_note', note.id, { status: 'void', voided_at: tx.now(note) });
  tx.emit('credit_note.voided', voided);
  return voided;
};
