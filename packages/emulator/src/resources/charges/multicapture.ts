// Money that is held once and taken in several parts: https://docs.stripe.com/payments/multicapture
import type Stripe from 'stripe';
import { invalidRequest } from '../../kernel/errors.ts';
import type { Tx } from '../../kernel/tx.ts';
import { settleCharge } from './settle-charge.ts';

const brands = ['amex', 'discover', 'mastercard', 'visa'];
const mostCaptures = 50;

/** Whether cards of a brand can be captured in parts. */
export function takesParts(brand: string): boolean {
  return brands.includes(brand);
}

/** Whether what a charge holds, or held, may be taken in parts. */
export function isMulticapture({ payment_method_details: details }: Stripe.Charge): boolean {
  return details?.card?.multicapture?.status === 'available';
}

/** What can still be given back. Of a charge that was captured in one go, what was let go counts as given back already. */
export function refundableAmount(charge: Stripe.Charge): number {
  const whole = isMulticapture(charge) ? charge.amount_captured : charge.amount;
  return whole - charge.amount_refunded;
}

/** Takes one part of what is held. The last one lets go of the rest, and may be of nothing. */
export function capturePart(
  tx: Tx,
  held: Stripe.Charge,
  { taken, isFinal }: { taken: number; isFinal: boolean },
): Stripe.Charge {
  const part = taken > 0 ? bookPart(tx, held, taken) : held;
  if (!isFinal) return part;
  const captured = tx.update('charge', held.id, { captured: true, refunded: refundableAmount(part) === 0 });
  tx.emit('charge.captured', captured, part);
  return captured;
}

function bookPart(tx: Tx, held: Stripe.Charge, taken: number): Stripe.Charge {
  if (tx.list('balance_transaction', { source: held.id }).length >= mostCaptures) {
    throw invalidRequest({ message: `A payment can be captured ${mostCaptures} times at most.` });
  }
  const part = tx.update('charge', held.id, { amount_captured: held.amount_captured + taken });
  const booked = settleCharge(tx, part, taken);
  tx.emit('charge.updated', booked, held);
  return booked;
}
