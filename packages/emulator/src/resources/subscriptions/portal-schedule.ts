// What the customer portal does through a schedule: a change that waits for the end of the period, a pause that ends by itself.
import type Stripe from 'stripe';
import { whyNotPausable } from '../../billing-cycle/pause-state.ts';
import { invalidRequest } from '../../kernel/errors.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import { scheduleFromSubscription } from '../subscription_schedules/create-schedule.ts';
import { releaseSchedule } from '../subscription_schedules/let-go.ts';
import { nextPhase } from '../subscription_schedules/schedule-end.ts';
import { changeSchedule } from '../subscription_schedules/update-schedule.ts';
import { pauseWith } from './pause-subscription.ts';
import { resumeWith } from './resume-subscription.ts';

type Interval = Stripe.BillingPortal.Configuration.Features.SubscriptionPause.Duration.IntervalOption;

/** Lets a subscription go on by itself, where a schedule manages it. */
export function releaseFromPortal(tx: Tx, subscription: Stripe.Subscription): Stripe.Subscription {
  const schedule = tx.find('subscription_schedule', idOf(subscription.schedule));
  if (schedule?.status === 'active') releaseSchedule(tx, schedule, { keepsEnd: false });
  return tx.get('subscription', subscription.id);
}

/** What a schedule will make of the subscription next; null when it stays as it is. */
export function plannedSwitch(
  tx: Tx,
  subscription: Stripe.Subscription,
): { price: Stripe.Price; quantity: number; at: number } | null {
  const schedule = tx.find('subscription_schedule', idOf(subscription.schedule));
  const phase = schedule?.status === 'active' ? nextPhase(schedule) : undefined;
  const [item] = phase?.items ?? [];
  if (!phase || !item) return null;
  return { price: tx.get('price', idOf(item.price)), quantity: item.quantity ?? 1, at: phase.start_date };
}

/** Another plan from the end of the period on, without proration. */
export function scheduleSwitchFromPortal(
  tx: Tx,
  { subscription: id, price, quantity }: { subscription: string; price: string; quantity: number },
): void {
  const { id: schedule, phases } = scheduleFromSubscription(tx, id);
  const [running] = phases;
  const recurring = tx.get('price', price).recurring;
  if (!running || !recurring) return;
  const rates = (running.default_tax_rates ?? []).map((rate) => rate.id);
  const kept = {
    ...(rates.length > 0 ? { default_tax_rates: rates } : {}),
    ...(running.discounts.length > 0
      ? { discounts: running.discounts.map(({ discount }) => ({ discount: idOf(discount) ?? '' })) }
      : {}),
  };
  const items = running.items.map((item) => ({
    price: idOf(item.price),
    ...(item.quantity === undefined ? {} : { quantity: item.quantity }),
  }));
  changeSchedule(tx, {
    id: schedule,
    params: {
      end_behavior: 'release',
      phases: [
        {
          ...kept,
          items,
          start_date: running.start_date,
          end_date: running.end_date,
          ...(running.trial_end === null ? {} : { trial_end: running.trial_end }),
        },
        {
          ...kept,
          items: [{ price, quantity }],
          duration: { interval: recurring.interval, interval_count: recurring.interval_count },
          proration_behavior: 'none',
        },
      ],
    },
  });
}

/** @param after When it resumes by itself; null for never. */
export function pauseFromPortal(
  tx: Tx,
  { subscription, after }: { subscription: Stripe.Subscription; after: Interval | null },
): void {
  const why = whyNotPausable(subscription);
  if (why !== null) throw invalidRequest({ message: `This subscription cannot be paused: ${why}.` });
  if (after === null) {
    pauseWith(tx, { subscription, params: { type: 'subscription' } });
    return;
  }
  const { interval, interval_count: count } = after;
  const duration = { interval, interval_count: count };
  scheduleFromSubscription(tx, subscription.id, [
    { pause: { pause_at: { type: 'now' } }, resume: { resume_at: { type: 'duration', duration } } },
  ]);
}

/** Tries to be paid for the new period at once; until that succeeds the pause goes on. */
export function resumeFromPortal(tx: Tx, before: Stripe.Subscription): Stripe.Subscription {
  const subscription = releaseFromPortal(tx, before);
  return resumeWith(tx, { subscription, params: { payment_behavior: 'resume_on_payment_success' } });
}

/** When a pause is to end by itself; null for never. */
export function resumesAt(tx: Tx, subscription: Stripe.Subscription): number | null {
  const schedule = tx.find('subscription_schedule', idOf(subscription.schedule));
  return schedule?.status === 'active' ? (schedule.pause_schedules[0]?.resume?.resume_at ?? null) : null;
}
