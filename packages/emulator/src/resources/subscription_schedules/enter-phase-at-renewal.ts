// A phase begins where a period ends: the items change before the renewal bills them, so that there is nothing to prorate.
import type Stripe from 'stripe';
import { billUsage, invoiceUsage } from '../../billing-cycle/bill-usage.ts';
import { isMetered } from '../../billing-cycle/draft-line.ts';
import { nextPeriodEnd } from '../../billing-cycle/notices.ts';
import { expirePendingUpdate } from '../../billing-cycle/pending-update.ts';
import { periodAround, type Anchor } from '../../billing-cycle/periods.ts';
import { resetsClassically } from '../../billing-cycle/plan-update.ts';
import { anchorOf } from '../../billing-cycle/renew-subscription.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import { addInvoiceItems } from '../subscriptions/add-invoice-items.ts';
import { changeItems, type ItemChange } from '../subscriptions/change-items.ts';
import { itemList, keepItems } from '../subscriptions/keep-items.ts';
import { updatedFields } from '../subscriptions/update-fields.ts';
import { enterPhase } from './enter-phase.ts';
import { orElse, releaseSchedule } from './let-go.ts';
import { itemParams, matchItems, updateOf } from './phase-params.ts';
import { nextPhase, plannedEnd } from './schedule-end.ts';
import { settingsInPhase } from './schedule-settings.ts';
import { span } from './phases.ts';

type Item = Stripe.SubscriptionItem;
type Phase = Stripe.SubscriptionSchedule.Phase;

/** Usage of an item that goes, or gets another price, is billed by the price that it was used under. */
function billGoneUsage(
  tx: Tx,
  subscription: Stripe.Subscription,
  options: { changes: ItemChange[]; phase: Phase },
): void {
  const gone = options.changes.flatMap(({ before, after }) =>
    before && isMetered(before) && before.price.id !== after?.price.id ? [before] : [],
  );
  if (gone.length === 0) return;
  if (subscription.billing_mode.type === 'classic') invoiceUsage(tx, { subscription, items: gone });
  else if (options.phase.proration_behavior !== 'none') billUsage(tx, { subscription, items: gone });
}

/** The items as the renewal is to find them: with a period that ends now. */
function renewableItems(changes: readonly ItemChange[], at: number): Item[] {
  return changes.flatMap(({ before, after }) => {
    if (!after) return [];
    const isUnused = before === null || (before.price.id !== after.price.id && isMetered(after));
    const start = isUnused ? at : after.current_period_start;
    const isRunning = before !== null && before.current_period_end > at;
    return [{ ...after, current_period_start: start, current_period_end: isRunning ? after.current_period_end : at }];
  });
}

function nextPeriods(items: readonly Item[], { anchor, at }: { anchor: Anchor; at: number }) {
  return items.map((item) => {
    const period = item.price.recurring ? periodAround(anchor, item.price.recurring, at) : { start: at, end: at };
    return { current_period_start: period.start, current_period_end: period.end };
  });
}

/** A trial begins with the phase, or it is over. */
function trialFields(phase: Phase, at: number): Partial<Stripe.Subscription> {
  if (phase.trial_end === null || phase.trial_end <= at) return {};
  return { billing_cycle_anchor: phase.trial_end, status: 'trialing', trial_end: phase.trial_end, trial_start: at };
}

interface Entering {
  schedule: Stripe.SubscriptionSchedule;
  phase: Phase;
  at: number;
}

function enterAtRenewal(tx: Tx, before: Stripe.Subscription, { schedule, phase, at }: Entering): Stripe.Subscription {
  const { id } = before;
  if (before.pending_update) expirePendingUpdate(tx, before);
  const subscription = tx.get('subscription', id);
  const params = itemParams(tx, { items: subscription.items.data, phase });
  const running = anchorOf(tx, subscription);
  const changes = changeItems(tx, { subscription, params, anchor: running, at });
  const settings = settingsInPhase(schedule.default_settings, phase);
  const isClassic = subscription.billing_mode.type === 'classic';
  const resets = settings.billing_cycle_anchor === 'phase_start' || (isClassic && resetsClassically(changes));
  const items = renewableItems(changes, at);
  billGoneUsage(tx, subscription, { changes, phase });
  const update = updateOf(tx, { subscription, schedule, phase });
  const fields = updatedFields(tx, subscription, { params: update, ends: [at] });
  const anchor = resets ? { at } : running;
  addInvoiceItems(tx, {
    items: update.add_invoice_items ?? [],
    to: {
      customer: idOf(subscription.customer),
      subscription: id,
      currency: subscription.currency,
      period: { start: at, end: at },
      spans: { items: nextPeriods(items, { anchor, at }) },
    },
  });
  keepItems(tx, { subscription: id, items });
  if (resets) tx.update('_subscription', id, { anchorDay: null });
  return tx.update('subscription', id, {
    ...fields,
    ...plannedEnd(schedule, phase),
    ...(resets ? { billing_cycle_anchor: at } : {}),
    ...trialFields(phase, at),
    items: itemList(id, items),
  });
}

/** Whether the phase takes or reprices an item whose own, longer period goes on: that is prorated. */
function changesRunningItem({ items }: Stripe.Subscription, { phase, at }: { phase: Phase; at: number }): boolean {
  const same = new Set(
    matchItems(items.data, phase.items).flatMap(({ wanted, item }) =>
      item?.price.id === idOf(wanted.price) && item.quantity === wanted.quantity ? [item.id] : [],
    ),
  );
  return items.data.some((item) => item.current_period_end > at && !same.has(item.id));
}

/**
 * The schedule of a subscription that is about to renew enters its next phase first, if that begins now. No event of the
 * subscription's: the renewal sends one for both.
 */
export function enterDuePhase(tx: Tx, subscription: Stripe.Subscription): Stripe.Subscription {
  const schedule = tx.find('subscription_schedule', idOf(subscription.schedule));
  const phase = schedule?.status === 'active' ? nextPhase(schedule) : undefined;
  const at = nextPeriodEnd(subscription);
  if (!schedule || phase?.start_date !== at) return subscription;
  const enter = (): Stripe.Subscription => {
    const entered = changesRunningItem(subscription, { phase, at })
      ? enterPhase(tx, { schedule, phase, subscription, isTimed: true, fields: plannedEnd(schedule, phase) ?? {} })
      : enterAtRenewal(tx, subscription, { schedule, phase, at });
    const moved = tx.update('subscription_schedule', schedule.id, { current_phase: span(phase) });
    tx.emit('subscription_schedule.updated', moved, schedule);
    return entered;
  };
  return orElse(tx, enter, () => {
    releaseSchedule(tx, schedule);
    return tx.get('subscription', subscription.id);
  });
}
