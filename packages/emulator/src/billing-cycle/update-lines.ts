// What a change bills at once, beside prorations: a period that begins with it, and what it brings that costs nothing yet.
import type Stripe from 'stripe';
import type { Tx } from '../kernel/tx.ts';
import type { AppliedDiscount } from '../money/discounts.ts';
import { isRepriced, type ItemChange } from '../resources/subscriptions/change-items.ts';
import { subscriptionDiscounts } from './discount-ends.ts';
import type { DraftLine } from './draft-line.ts';
import { firstLines, newMeteredLines } from './first-lines.ts';
import type { Anchor } from './periods.ts';

interface Change {
  subscription: Stripe.Subscription;
  changes: readonly ItemChange[];
  /** The items after the change, in their new periods. */
  items: readonly Stripe.SubscriptionItem[];
  anchor: Anchor;
  at: number;
  isTrial: boolean;
  /** A period, or a trial, begins now and is billed now. */
  billsPeriod: boolean;
  behavior: string;
  /** The discounts after the change, where it changes them. */
  discounts: readonly AppliedDiscount[] | undefined;
}

/** The items that the change adds or reprices. */
function changedItems({ changes, items }: Change): Stripe.SubscriptionItem[] {
  const changed = new Set(changes.filter(isRepriced).map(({ after }) => after?.id));
  return items.filter(({ id }) => changed.has(id));
}

/**
 * In a trial a change is shown by lines of nothing: for what changed, or in classic billing for all that the subscription has.
 *
 * @see https://docs.stripe.com/billing/subscriptions/trials/free-trials#update-a-subscription-in-a-trial
 */
function trialLines(tx: Tx, change: Change): DraftLine[] {
  const { subscription, anchor, at } = change;
  const changed = changedItems(change);
  if (changed.length === 0) return [];
  const shown = subscription.billing_mode.type === 'flexible' ? changed : change.items;
  const items = shown.map((item) => ({ ...item, current_period_start: at }));
  const lines = { subscription, items, anchor, isTrial: true, prorates: true };
  return [...firstLines(tx, lines), ...newMeteredLines(tx, lines)];
}

/** Stripe shows the whole period after a reset as one that takes no discount. Where one is in force, it comes off here. */
function periodLines(tx: Tx, { subscription, items, anchor, isTrial, at, discounts }: Change): DraftLine[] {
  const lines = firstLines(tx, { subscription, items, anchor, isTrial, prorates: true });
  const inForce = discounts ?? subscriptionDiscounts(tx, { subscription, at });
  const isDiscounted = inForce.length > 0 || items.some((item) => item.discounts.length > 0);
  const followsPaid = subscription.status !== 'trialing' && !isTrial;
  return followsPaid && !isDiscounted ? lines.map((line) => ({ ...line, discountable: false })) : lines;
}

/** The lines of the invoice that a change makes, but for prorations and what waits. */
export function linesOfChange(tx: Tx, change: Change): DraftLine[] {
  const { subscription, changes, isTrial, behavior } = change;
  if (change.billsPeriod) return periodLines(tx, change);
  if (behavior === 'none') return [];
  if (subscription.status === 'trialing') return isTrial ? trialLines(tx, change) : [];
  if (behavior !== 'always_invoice') return [];
  const added = changes.flatMap(({ before, after }) => (before === null && after ? [after] : []));
  const items = added.map((item) => ({ ...item, current_period_start: change.at }));
  return newMeteredLines(tx, { subscription, items, isTrial });
}
