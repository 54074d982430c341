// What a change of a subscription does to its periods and its money, decided before anything is done: an update, its preview
// and a change that waits for payment all use this plan. It is plain data, so that it can wait in the store.
import type Stripe from 'stripe';
import type { Tx } from '../kernel/tx.ts';
import { changeItems, isRepriced, type ItemChange, type ItemParam } from '../resources/subscriptions/change-items.ts';
import { checkTrialEnd } from '../resources/subscriptions/trial.ts';
import { checkItemCount } from '../resources/subscriptions/draft-subscription.ts';
import { checkTogether } from '../resources/subscriptions/items-together.ts';
import { invalidRequest } from '../kernel/errors.ts';
import type { AppliedDiscount } from '../money/discounts.ts';
import { discountsOf } from './amount-invoice.ts';
import { subscriptionDiscounts } from './discount-ends.ts';
import { subscriptionFacts } from './facts.ts';
import { usageLeft } from './measured-usage.ts';
import { periodAround, type Anchor } from './periods.ts';
import { planProrations, type ProrationPlan } from './plan-prorations.ts';
import type { UpdatePlan } from './planned-change.ts';
import { anchorOf } from './renew-subscription.ts';
import { linesOfChange } from './update-lines.ts';

export interface UpdateParams {
  items?: readonly ItemParam[];
  proration_behavior?: Stripe.SubscriptionUpdateParams.ProrationBehavior;
  proration_date?: number;
  billing_cycle_anchor?: { type: string };
  trial_end?: 'now' | number;
  trial_settings?: Stripe.SubscriptionUpdateParams.TrialSettings;
}

function intervalOf(item: Stripe.SubscriptionItem | null): string {
  return `${item?.price.recurring?.interval_count} ${item?.price.recurring?.interval}`;
}

function isFree(items: readonly (Stripe.SubscriptionItem | null)[]): boolean {
  return items.every((item) => item === null || item.price.unit_amount === 0);
}

/** Classic billing begins a new cycle with a new interval, and when a free plan becomes a paid one. */
export function resetsClassically(changes: readonly ItemChange[]): boolean {
  const kept = changes.filter(({ before, after }) => before && after);
  if (kept.some(({ before, after }) => intervalOf(before) !== intervalOf(after))) return true;
  return isFree(changes.map(({ before }) => before)) && !isFree(changes.map(({ after }) => after));
}

function refuseAnchorInTrial(): never {
  throw invalidRequest({
    code: 'subscription_update_trial_after_billing_cycle_anchor',
    message: 'The billing cycle anchor cannot be earlier than the end of the trial. End the trial first.',
    param: 'billing_cycle_anchor',
  });
}

interface Cycle {
  anchor: Anchor;
  trialEnd: number | null;
  /** A new cycle begins at `at`. */
  resets: boolean;
  endsTrial: boolean;
}

function planCycle(
  subscription: Stripe.Subscription,
  { params, changes, anchor, at }: { params: UpdateParams; changes: readonly ItemChange[]; anchor: Anchor; at: number },
): Cycle {
  const isTrialing = subscription.status === 'trialing';
  const trialEnd = isTrialing ? subscription.trial_end : null;
  const atEnd = (params.trial_settings ?? subscription.trial_settings)?.end_behavior.billing_cycle_anchor;
  const movedTo = (moment: number): Anchor => (atEnd === 'unchanged' ? anchor : { at: moment });
  if (params.trial_end === 'now') {
    return { anchor: isTrialing ? movedTo(at) : anchor, trialEnd: null, resets: isTrialing, endsTrial: isTrialing };
  }
  if (params.trial_end !== undefined) {
    const end = checkTrialEnd(params.trial_end, { at });
    return { anchor: movedTo(end), trialEnd: end, resets: end !== trialEnd, endsTrial: false };
  }
  if (isTrialing && params.billing_cycle_anchor?.type === 'now') refuseAnchorInTrial();
  const isFlexible = subscription.billing_mode.type === 'flexible';
  const resets =
    params.billing_cycle_anchor?.type === 'now' || (!isFlexible && !isTrialing && resetsClassically(changes));
  return { anchor: resets && !isTrialing ? { at } : anchor, trialEnd, resets: resets && !isTrialing, endsTrial: false };
}

/** The items in the periods that the change puts them in. */
function placedItems(
  changes: readonly ItemChange[],
  { cycle, at }: { cycle: Cycle; at: number },
): Stripe.SubscriptionItem[] {
  return changes.flatMap(({ before, after }) => {
    const every = after?.price.recurring;
    if (!after || !every) return [];
    if (cycle.trialEnd !== null) {
      const start = cycle.resets ? at : after.current_period_start;
      return [{ ...after, current_period_start: start, current_period_end: cycle.trialEnd }];
    }
    const isMoved = cycle.resets || (before !== null && intervalOf(before) !== intervalOf(after));
    if (!isMoved) return [after];
    const period = periodAround(cycle.anchor, every, at);
    // Where a new cycle begins, its first period does, though the anchor may cut it short.
    const start = cycle.resets ? at : period.start;
    return [{ ...after, current_period_start: start, current_period_end: period.end }];
  });
}

function checkProrationDate(subscription: Stripe.Subscription, params: UpdateParams): void {
  const date = params.proration_date;
  if (date === undefined) return;
  if (params.proration_behavior === 'none') {
    throw invalidRequest({
      message: 'You cannot pass `proration_date` when `proration_behavior` is `none`.',
      param: 'proration_date',
    });
  }
  const items = subscription.items.data;
  if (items.every((item) => date < item.current_period_start || date > item.current_period_end)) {
    throw invalidRequest({
      message: 'Cannot specify a proration_date outside of the current billing period.',
      param: 'proration_date',
    });
  }
}

function changedFields(
  subscription: Stripe.Subscription,
  { cycle, now }: { cycle: Cycle; now: number },
): Partial<Stripe.Subscription> {
  const anchor = cycle.anchor.at === subscription.billing_cycle_anchor ? {} : { billing_cycle_anchor: cycle.anchor.at };
  if (cycle.endsTrial) return { ...anchor, status: 'active', trial_end: now };
  if (cycle.trialEnd !== null && cycle.resets) {
    // Classic billing goes on showing when the first trial began.
    const began = subscription.billing_mode.type === 'classic' ? (subscription.trial_start ?? now) : now;
    return { ...anchor, status: 'trialing', trial_start: began, trial_end: cycle.trialEnd };
  }
  return anchor;
}

interface Prorating {
  subscription: Stripe.Subscription;
  changes: readonly ItemChange[];
  items: readonly Stripe.SubscriptionItem[];
  anchor: Anchor;
  at: number;
  resets: boolean;
  billsPeriod: boolean;
  behavior: string;
  discounts: readonly AppliedDiscount[] | undefined;
  isBilled: boolean;
}

/** What the change gives back and takes; nothing where nothing is prorated. */
function prorationsOf(tx: Tx, { billsPeriod, behavior, discounts, isBilled, ...change }: Prorating): ProrationPlan {
  const { subscription, resets } = change;
  if (behavior === 'none' || !isBilled) {
    return { prorations: [], debits: subscriptionFacts(tx, subscription.id).debits };
  }
  const now = tx.now(subscription);
  return planProrations(tx, {
    ...change,
    debitsNewPeriod: resets && !billsPeriod,
    discounts: discounts ?? discountsOf(tx, subscriptionDiscounts(tx, { subscription, at: now })),
    givesDiscounts: discounts !== undefined,
  });
}

/**
 * The plan of an update at `at`.
 *
 * @param discounts The discounts after the update, when it changes them too.
 * @throws StripeError for parameters that do not fit.
 */
export function planUpdate(
  tx: Tx,
  {
    subscription,
    params,
    discounts,
  }: {
    subscription: Stripe.Subscription;
    params: UpdateParams;
    discounts?: readonly AppliedDiscount[];
  },
): UpdatePlan {
  checkProrationDate(subscription, params);
  const now = tx.now(subscription);
  const at = params.proration_date ?? now;
  const before = anchorOf(tx, subscription);
  const changes = changeItems(tx, { subscription, params: params.items ?? [], anchor: before, at: now });
  const isFlexible = subscription.billing_mode.type === 'flexible';
  const prices = changes.flatMap(({ after }) => (after ? [after.price] : []));
  checkItemCount(prices);
  checkTogether(prices, { isFlexible, currency: subscription.currency });
  const cycle = planCycle(subscription, { params, changes, anchor: before, at: now });
  const items = placedItems(changes, { cycle, at: now });
  const behavior = params.proration_behavior ?? 'create_prorations';
  const isBilled = !['trialing', 'incomplete', 'paused'].includes(subscription.status);
  const repriced = changes.some(isRepriced);
  const billsPeriodNow =
    cycle.resets &&
    (!isFlexible || behavior !== 'create_prorations' || repriced || cycle.endsTrial || cycle.trialEnd !== null);
  const change = {
    subscription,
    changes,
    items,
    anchor: cycle.anchor,
    billsPeriod: billsPeriodNow,
    behavior,
    discounts,
  };
  const { prorations, debits } = prorationsOf(tx, { ...change, at, resets: cycle.resets, isBilled });
  const periodLines = linesOfChange(tx, { ...change, at: now, isTrial: cycle.trialEnd !== null });
  const usage = usageLeft(tx, { subscription, items, at: now, billsReplaced: behavior !== 'none' });
  return {
    items,
    fields: changedFields(subscription, { cycle, now }),
    prorations,
    debits,
    usage,
    periodLines,
    invoicesNow:
      billsPeriodNow ||
      periodLines.length > 0 ||
      (behavior === 'always_invoice' && prorations.length + usage.length > 0),
    leavesPending: !isFlexible && billsPeriodNow && behavior === 'always_invoice',
    at,
    endsTrial: cycle.endsTrial,
  };
}
