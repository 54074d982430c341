import type Stripe from 'stripe';
import type { Tx } from '../kernel/tx.ts';
import { noteInvoice } from './facts.ts';
import type { Attempt } from './retry-schedule.ts';

/**
 * A bank answers a debit days after it was sent. Meanwhile the invoice is open and nothing is tried again. Moves the invoice,
 * not its subscription: see `followDebitedInvoice`.
 */
export function awaitDebit(
  tx: Tx,
  { invoice, attempt }: { invoice: Stripe.Invoice; attempt: Attempt },
): Stripe.Invoice {
  noteInvoice(tx, invoice.id, { debitedBy: attempt });
  const waiting = tx.update('invoice', invoice.id, { attempted: true, next_payment_attempt: null });
  tx.emit('invoice.updated', waiting, invoice);
  return waiting;
}
