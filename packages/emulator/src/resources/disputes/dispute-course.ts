import type { Tx } from '../../kernel/tx.ts';

/** What becomes of a dispute if nobody does anything more. */
export type DisputeEnd = 'won' | 'lost' | 'warning_closed' | 'escalated';

/** When a dispute moves on by itself, and to what. One for each open dispute. */
export interface DisputeCourse {
  /** The dispute's id. */
  id: string;
  object: '_dispute_course';
  /** Whose clock it lives by. */
  customer: string | null;
  /** Seconds. */
  at: number;
  becomes: DisputeEnd;
}

/** A charge that its holder will dispute as soon as it is booked. Lives by the main clock, as its settlement does. */
export interface DisputePlan {
  /** The charge's id. */
  id: string;
  object: '_dispute_plan';
  /** Seconds. */
  at: number;
}

declare module '../../kernel/objects.ts' {
  interface StripeObjects {
    _dispute_course: DisputeCourse;
    _dispute_plan: DisputePlan;
  }
}

const day = 86_400;

/** How long the bank thinks, and when an inquiry comes to nothing. */
export const disputeSeconds = { toDecide: 75 * day, ofInquiry: 120 * day };

/** There is an answer to give until the eighth day is over, in UTC. */
export function dueBy(opened: number): number {
  return (Math.floor(opened / day) + 9) * day - 1;
}

/** Sets what is to come, in place of what was. */
export function setCourse(
  tx: Tx,
  dispute: string,
  { at, becomes, customer }: { at: number; becomes: DisputeEnd; customer: string | null },
): void {
  if (tx.find('_dispute_course', dispute)) tx.update('_dispute_course', dispute, { at, becomes });
  else tx.insert('_dispute_course', { id: dispute, object: '_dispute_course', customer, at, becomes });
}

/** Nothing more will happen by itself. */
export function endCourse(tx: Tx, dispute: string): void {
  if (tx.find('_dispute_course', dispute)) tx.remove('_dispute_course', dispute);
}

/** Called for every charge that is booked; most are never disputed. */
export function planDispute(tx: Tx, charge: string): void {
  tx.insert('_dispute_plan', { id: charge, object: '_dispute_plan', at: tx.now() });
}
