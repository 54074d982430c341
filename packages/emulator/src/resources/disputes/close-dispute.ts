import type Stripe from 'stripe';
import { invalidRequest } from '../../kernel/errors.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Call } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { dueBy, endCourse, setCourse } from './dispute-course.ts';
import type { DisputeCourse } from './dispute-course.ts';
import { reinstateFunds, withdrawFunds } from './move-funds.ts';

const closed = ['won', 'lost', 'warning_closed', 'prevented'];

/** @throws StripeError when the dispute is over. */
export function checkOpen(dispute: Stripe.Dispute): void {
  if (!closed.includes(dispute.status)) return;
  throw invalidRequest({ message: 'This dispute is already closed' });
}

/** Gives in, for good: the money is the customer's. */
export function closeDispute(tx: Tx, { path }: Call<object, 'id'>): Stripe.Dispute {
  const dispute = tx.get('dispute', path.id);
  checkOpen(dispute);
  return endDispute(tx, dispute, dispute.status.startsWith('warning_') ? 'warning_closed' : 'lost');
}

/** What the calendar, or the bank, decides. */
export function followCourse(tx: Tx, course: DisputeCourse): void {
  const dispute = tx.get('dispute', course.id);
  if (course.becomes === 'escalated') escalate(tx, dispute);
  else endDispute(tx, dispute, course.becomes);
}

function endDispute(tx: Tx, before: Stripe.Dispute, status: 'won' | 'lost' | 'warning_closed'): Stripe.Dispute {
  endCourse(tx, before.id);
  const is_charge_refundable = status !== 'lost';
  const ended = tx.update('dispute', before.id, { is_charge_refundable, status });
  const booked = status === 'won' ? reinstateFunds(tx, ended) : ended;
  tx.emit('charge.dispute.closed', booked, before);
  if (status === 'won') tx.emit('charge.dispute.funds_reinstated', booked);
  return booked;
}

/** An inquiry becomes a chargeback: the money goes now, and there is a new time to answer in. */
function escalate(tx: Tx, before: Stripe.Dispute): void {
  const customer = idOf(tx.get('charge', before.charge).customer);
  const due_by = dueBy(tx.now({ customer }));
  const card = before.payment_method_details?.card;
  const escalated = tx.update('dispute', before.id, {
    evidence_details: { ...before.evidence_details, due_by, submission_count: 0, submission_method: 'not_submitted' },
    is_charge_refundable: false,
    ...(card ? { payment_method_details: { card: { ...card, case_type: 'chargeback' }, type: 'card' } } : {}),
    status: 'needs_response',
  });
  setCourse(tx, before.id, { at: due_by, becomes: 'lost', customer });
  const booked = withdrawFunds(tx, escalated);
  tx.emit('charge.dispute.updated', booked, before);
  tx.emit('charge.dispute.funds_withdrawn', booked);
}
