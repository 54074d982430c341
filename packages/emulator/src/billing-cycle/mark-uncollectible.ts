import type Stripe from 'stripe';
import type { Tx } from '../kernel/tx.ts';

/** Writes an open invoice off as a bad debt; it can still be paid. The caller lets the subscription follow. */
export function markUncollectible(
  tx: Tx,
  { invoice, reason }: { invoice: Stripe.Invoice; reason: Stripe.Invoice.StatusDetails.Uncollectible.Reason | null },
): Stripe.Invoice {
  const marked = tx.update('invoice', invoice.id, {
    status: 'uncollectible',
    auto_advance: false,
    next_payment_attempt: null,
    status_details: { uncollectible: { reason } },
    status_transitions: { ...invoice.status_transitions, marked_uncollectible_at: tx.now(invoice) },
  });
  tx.emit('invoice.updated', marked, invoice);
  tx.emit('invoice.marked_uncollectible', marked);
  return marked;
}
