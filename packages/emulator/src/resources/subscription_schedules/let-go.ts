// The ends of a schedule.
import type Stripe from 'stripe';
import { isOver } from '../../billing-cycle/subscription-status.ts';
import { StripeError } from '../../kernel/errors.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';

type Schedule = Stripe.SubscriptionSchedule;

/** Lets the subscription go on by itself. */
export function releaseSchedule(
  tx: Tx,
  schedule: Schedule,
  { keepsEnd = true }: { keepsEnd?: boolean } = {},
): Schedule {
  const id = idOf(schedule.subscription);
  const before = tx.find('subscription', id);
  if (before && !isOver(before)) {
    const isPlanned = schedule.end_behavior === 'cancel' && !keepsEnd;
    const freed = tx.update('subscription', before.id, { schedule: null, ...(isPlanned ? { cancel_at: null } : {}) });
    tx.emit('customer.subscription.updated', freed, before);
  }
  const released = tx.update('subscription_schedule', schedule.id, {
    current_phase: null,
    released_at: tx.now(schedule),
    released_subscription: id,
    status: 'released',
    subscription: null,
  });
  tx.emit('subscription_schedule.released', released);
  return released;
}

/** Its last phase is over, and with it the subscription. */
export function complete(tx: Tx, schedule: Schedule): void {
  const completed = tx.update('subscription_schedule', schedule.id, {
    completed_at: tx.now(schedule),
    current_phase: null,
    status: 'completed',
  });
  tx.emit('subscription_schedule.completed', completed);
}

/** Ends a schedule that could not begin, or whose subscription is gone. */
export function cancelAlone(tx: Tx, schedule: Schedule): Schedule {
  const canceled = tx.update('subscription_schedule', schedule.id, {
    canceled_at: tx.now(schedule),
    current_phase: null,
    status: 'canceled',
  });
  tx.emit('subscription_schedule.canceled', canceled);
  return canceled;
}

/** Does it, and when it is refused by now (a coupon ran out, a price was archived) does the other thing instead. */
export function orElse<T>(tx: Tx, work: () => T, instead: () => T): T {
  try {
    return tx.attempt(work);
  } catch (error) {
    if (!(error instanceof StripeError)) throw error;
    return instead();
  }
}
