import type Stripe from 'stripe';
import type { Tx } from '../../kernel/tx.ts';

/** One more session of a link is complete; the last one that the link allows makes it inactive. */
export function countCompleted(tx: Tx, reference: string | { id: string }): void {
  const before: Stripe.PaymentLink | undefined = tx.find('payment_link', reference);
  const restriction = before?.restrictions?.completed_sessions;
  if (!before || !restriction) return;
  const count = restriction.count + 1;
  const isLast = count >= restriction.limit;
  const link = tx.update('payment_link', before.id, {
    active: before.active && !isLast,
    restrictions: { completed_sessions: { count, limit: restriction.limit } },
  });
  if (link.active !== before.active) tx.emit('payment_link.updated', link, before);
}
