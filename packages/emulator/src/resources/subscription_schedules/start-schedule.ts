import type Stripe from 'stripe';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import { makeSubscription } from '../subscriptions/create-subscription.ts';
import { creationOf } from './phase-params.ts';
import { span } from './phases.ts';
import { plannedEnd } from './schedule-end.ts';

/**
 * Makes the subscription of a schedule whose time has come; its first invoice is a draft for an hour, like a renewal's. A
 * start in the past is billed up to now with it.
 */
export function startSchedule(tx: Tx, schedule: Stripe.SubscriptionSchedule): Stripe.SubscriptionSchedule {
  const [phase] = schedule.phases;
  if (!phase) return schedule;
  const customer = tx.get('customer', idOf(schedule.customer));
  const start = phase.start_date;
  const isPast = start < tx.now(customer);
  const params = creationOf({ schedule, phase, billingMode: schedule.billing_mode });
  const subscription = makeSubscription(tx, {
    customer,
    params: { ...params, ...(isPast ? { backdate_start_date: start } : {}) },
    payment: { isDraft: true },
    fields: { schedule: schedule.id, ...plannedEnd(schedule, phase) },
    anchoredAt: isPast ? start : undefined,
  });
  const started = tx.update('subscription_schedule', schedule.id, {
    current_phase: span(phase),
    status: 'active',
    subscription: subscription.id,
  });
  tx.emit('subscription_schedule.updated', started, schedule);
  return started;
}
