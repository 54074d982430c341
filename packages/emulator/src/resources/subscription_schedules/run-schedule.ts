// What time does to a schedule: it starts its subscription, enters the next phase, and at the last one's end lets go.
import type Stripe from 'stripe';
import { billable } from '../../billing-cycle/first-lines.ts';
import { nextPeriodEnd } from '../../billing-cycle/notices.ts';
import { isOver } from '../../billing-cycle/subscription-status.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import { draftSubscription } from '../subscriptions/draft-subscription.ts';
import { linesAtStart, startSubscription } from '../subscriptions/start-subscription.ts';
import { takeDiscounts } from '../subscriptions/take-discounts.ts';
import { enterPhase, enterPhaseAtRenewal } from './enter-phase.ts';

type Schedule = Stripe.SubscriptionSchedule;
type Phase = Stripe.SubscriptionSchedule.Phase;

function span(phase: Phase): Stripe.SubscriptionSchedule.CurrentPhase {
  return { start_date: phase.start_date, end_date: phase.end_date };
}

function isLast(schedule: Schedule, phase: Phase): boolean {
  return schedule.phases.at(-1)?.end_date === phase.end_date;
}

/** The end that a last phase with `end_behavior=cancel` plans for its subscription. */
function plannedEnd(schedule: Schedule, phase: Phase): Partial<Stripe.Subscription> {
  return schedule.end_behavior === 'cancel' && isLast(schedule, phase) ? { cancel_at: phase.end_date } : {};
}

/** Makes the subscription of a schedule whose time has come; its first invoice is a draft, like a renewal's. */
export function startSchedule(tx: Tx, schedule: Schedule): Schedule {
  const [phase] = schedule.phases;
  if (!phase) return schedule;
  const customer = tx.get('customer', idOf(schedule.customer));
  const params: Stripe.SubscriptionCreateParams = {
    billing_mode: { type: schedule.billing_mode.type as 'flexible' },
    currency: phase.currency,
    items: phase.items.map((item) => ({
      price: idOf(item.price),
      ...(item.quantity === undefined ? {} : { quantity: item.quantity }),
      ...(item.tax_rates?.length ? { tax_rates: item.tax_rates.map((rate) => rate.id) } : {}),
    })),
    metadata: (phase.metadata ?? {}) as Stripe.MetadataParam,
    ...(phase.default_payment_method === null ? {} : { default_payment_method: idOf(phase.default_payment_method) }),
  };
  const at = tx.now(customer);
  const drafted = draftSubscription(tx, { id: tx.newId('sub'), customer, params, at });
  const { id } = billable(drafted.subscription);
  const discounts = takeDiscounts(
    tx,
    phase.discounts.map(({ coupon, promotion_code: code }) => ({
      ...(coupon === null ? {} : { coupon: idOf(coupon) }),
      ...(code === null ? {} : { promotion_code: idOf(code) }),
    })),
    { customer: customer.id, param: 'phases[0][discounts]', owner: { customer: customer.id, subscription: id } },
  );
  const fields = { discounts, schedule: schedule.id, ...plannedEnd(schedule, phase) };
  const draft = { ...drafted, subscription: { ...drafted.subscription, ...fields } };
  const subscription = startSubscription(tx, {
    draft,
    customer,
    lines: linesAtStart(tx, draft, params),
    payment: { isDraft: true },
  });
  const started = tx.update('subscription_schedule', schedule.id, {
    current_phase: span(phase),
    status: 'active',
    subscription: subscription.id,
  });
  tx.emit('subscription_schedule.updated', started, schedule);
  return started;
}

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

function complete(tx: Tx, schedule: Schedule): void {
  const completed = tx.update('subscription_schedule', schedule.id, {
    completed_at: tx.now(schedule),
    current_phase: null,
    status: 'completed',
  });
  tx.emit('subscription_schedule.completed', completed);
}

/** The phase that follows the present one. */
function nextPhase(schedule: Schedule): Phase | undefined {
  return schedule.phases.find((phase) => phase.start_date === schedule.current_phase?.end_date);
}

function moveOn(tx: Tx, schedule: Schedule, phase: Phase): void {
  const moved = tx.update('subscription_schedule', schedule.id, { current_phase: span(phase) });
  tx.emit('subscription_schedule.updated', moved, schedule);
}

/** The schedule of a subscription that is about to renew enters its next phase first, if that begins now. */
export function enterDuePhase(tx: Tx, subscription: Stripe.Subscription): Stripe.Subscription {
  const schedule = tx.find('subscription_schedule', idOf(subscription.schedule));
  const phase = schedule && nextPhase(schedule);
  if (!schedule || !phase || phase.start_date !== nextPeriodEnd(subscription)) return subscription;
  const entered = enterPhaseAtRenewal(tx, { subscription, phase });
  moveOn(tx, schedule, phase);
  return tx.update('subscription', entered.id, plannedEnd(schedule, phase));
}

export function scheduleDue(schedule: Schedule): number | null {
  if (schedule.status === 'not_started') return schedule.phases[0]?.start_date ?? null;
  return schedule.status === 'active' ? (schedule.current_phase?.end_date ?? null) : null;
}

export function scheduleWhenDue(tx: Tx, schedule: Schedule): void {
  if (schedule.status === 'not_started') {
    startSchedule(tx, schedule);
    return;
  }
  const subscription = tx.find('subscription', idOf(schedule.subscription));
  const phase = nextPhase(schedule);
  if (phase && subscription && !isOver(subscription)) {
    const entered = enterPhase(tx, { subscription, phase });
    const planned = plannedEnd(schedule, phase);
    if (planned.cancel_at !== undefined) {
      tx.emit('customer.subscription.updated', tx.update('subscription', entered.id, planned), entered);
    }
    moveOn(tx, schedule, phase);
  } else if (schedule.end_behavior === 'release') {
    releaseSchedule(tx, schedule);
  } else {
    complete(tx, schedule);
  }
}
