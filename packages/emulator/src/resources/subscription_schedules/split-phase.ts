import type Stripe from 'stripe';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import { phaseOfSubscription, span } from './phases.ts';
import { settingsOfSubscription } from './schedule-settings.ts';

type Phase = Stripe.SubscriptionSchedule.Phase;

function differs(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) !== JSON.stringify(other);
}

/** What a direct change wrote on a subscription, in the words of a phase; null when a phase says nothing of it. */
function changedParts(before: Stripe.Subscription, after: Stripe.Subscription): Partial<Phase> | null {
  const [was, is] = [phaseOfSubscription(before), phaseOfSubscription(after)];
  const [had, has] = [settingsOfSubscription(before), settingsOfSubscription(after)];
  const parts: Partial<Phase> = {
    ...(differs(was.items, is.items) ? { items: is.items } : {}),
    ...(differs(was.discounts, is.discounts) ? { discounts: is.discounts } : {}),
    ...(differs(was.default_tax_rates, is.default_tax_rates) ? { default_tax_rates: is.default_tax_rates ?? [] } : {}),
    ...(was.trial_end === is.trial_end ? {} : { trial_end: is.trial_end }),
    ...(has.automatic_tax && differs(had.automatic_tax, has.automatic_tax) ? { automatic_tax: has.automatic_tax } : {}),
    ...(differs(had.billing_thresholds, has.billing_thresholds) ? { billing_thresholds: has.billing_thresholds } : {}),
    ...(had.collection_method === has.collection_method ? {} : { collection_method: has.collection_method }),
    ...(differs(had.default_payment_method, has.default_payment_method)
      ? { default_payment_method: has.default_payment_method }
      : {}),
    ...(had.description === has.description ? {} : { description: has.description }),
    ...(differs(had.invoice_settings, has.invoice_settings) ? { invoice_settings: has.invoice_settings } : {}),
  };
  return Object.keys(parts).length > 0 ? parts : null;
}

function split(old: Phase, { parts, now }: { parts: Partial<Phase>; now: number }): Phase[] {
  const rest: Phase = { ...old, ...parts, add_invoice_items: [], start_date: now };
  if (old.start_date >= now) return [{ ...old, ...parts }];
  const trialEnd = old.trial_end === null ? null : Math.min(old.trial_end, now);
  return [{ ...old, end_date: now, trial_end: trialEnd }, rest];
}

/**
 * Lets a schedule follow a change that was made on its subscription directly: the running phase ends, and another one that
 * says what the subscription is now takes the rest of its time.
 *
 * @see https://docs.stripe.com/billing/subscriptions/subscription-schedules
 */
export function splitPhase(
  tx: Tx,
  { before, after }: { before: Stripe.Subscription; after: Stripe.Subscription },
): void {
  const schedule = tx.find('subscription_schedule', idOf(after.schedule));
  const parts = schedule?.status === 'active' ? changedParts(before, after) : null;
  const start = schedule?.current_phase?.start_date;
  const index = schedule?.phases.findIndex((phase) => phase.start_date === start) ?? -1;
  const old = schedule?.phases[index];
  if (!schedule || !parts || !old) return;
  const pieces = split(old, { parts, now: tx.now(schedule) });
  const running = pieces.at(-1) ?? old;
  const followed = tx.update('subscription_schedule', schedule.id, {
    current_phase: span(running),
    phases: schedule.phases.toSpliced(index, 1, ...pieces),
  });
  tx.emit('subscription_schedule.updated', followed, schedule);
}
