// A subscription that begins in the past is billed for the time that is over.
import type Stripe from 'stripe';
import { invalidRequest } from '../kernel/errors.ts';
import type { Tx } from '../kernel/tx.ts';
import { isMetered, partialPeriodLine, usageLines, type BillableSubscription, type DraftLine } from './draft-line.ts';
import { licensedLines } from './first-lines.ts';
import { boundary, periodAround, type Anchor } from './periods.ts';

type Item = Stripe.SubscriptionItem;

interface Backdated {
  subscription: BillableSubscription;
  items: readonly Item[];
  anchor: Anchor;
  /** The backdated start. */
  from: number;
  /** When the subscription is made. */
  at: number;
  prorates: boolean;
}

/** More lines than an invoice can have. */
const MOST_LINES = 250;

/**
 * Flexible billing: each period is billed as it would have been in its time, usage included.
 *
 * @returns the lines up to each item's running period.
 */
function periodByPeriod(tx: Tx, { subscription, item, anchor, from }: Backdated & { item: Item }): DraftLine[] {
  const every = item.price.recurring;
  const lines: DraftLine[] = [];
  for (let start = from; every && start < item.current_period_start;) {
    const end = Math.min(periodAround(anchor, every, start).end, item.current_period_start);
    const period = { start, end };
    lines.push(
      ...(isMetered(item)
        ? usageLines(tx, subscription, { item, period }).filter(({ quantity }) => quantity > 0)
        : licensedLines(tx, subscription, { item, period, anchor, prorates: true })),
    );
    if (lines.length > MOST_LINES) {
      throw invalidRequest({
        message: `A start so long ago makes more than ${MOST_LINES} invoice lines.`,
        param: 'backdate_start_date',
      });
    }
    start = end;
  }
  return lines;
}

/** Where the first full period of an item begins: the time before it is one line in classic billing. */
function firstFull(item: Item, anchor: Anchor): number {
  const natural = item.price.recurring && periodAround(anchor, item.price.recurring, item.current_period_start);
  return natural?.start === item.current_period_start ? item.current_period_start : item.current_period_end;
}

/**
 * Classic billing: one line for all the time before the first full period, of what intervals that begin with the backdated start
 * itself would cost.
 */
function inOneLine(tx: Tx, { subscription, item, anchor, from }: Backdated & { item: Item }): DraftLine[] {
  const every = item.price.recurring;
  if (isMetered(item) || !every) return [];
  const until = firstFull(item, anchor);
  const parts: DraftLine[] = [];
  for (let count = 0; boundary({ at: from }, every, count) < until; count += 1) {
    // From the start itself, so that a month's end comes back after a short month.
    const full = { start: boundary({ at: from }, every, count), end: boundary({ at: from }, every, count + 1) };
    const period = { start: full.start, end: Math.min(full.end, until) };
    parts.push(partialPeriodLine(tx, subscription, { item, period, full }));
  }
  const [first] = parts;
  const amount = parts.reduce((sum, part) => sum + part.amount, 0);
  return first ? [{ ...first, amount, period: { start: from, end: until } }] : [];
}

/**
 * The lines of licensed items from a backdated start to the end of the running period, and of usage to its beginning.
 *
 * @throws StripeError when they would be too many.
 * @see https://docs.stripe.com/billing/subscriptions/backdating
 */
export function backdatedLines(tx: Tx, backdated: Backdated): DraftLine[] {
  const { subscription, items, anchor, at, prorates } = backdated;
  return items.toReversed().flatMap((item) => {
    const period = { start: item.current_period_start, end: item.current_period_end };
    const isWhole = subscription.isFlexible || firstFull(item, anchor) === period.start;
    const isOwed = isWhole && !isMetered(item) && (prorates || period.start >= at);
    const running = isOwed ? licensedLines(tx, subscription, { item, period, anchor, prorates }) : [];
    if (!prorates) return running;
    const past = subscription.isFlexible
      ? periodByPeriod(tx, { ...backdated, item })
      : inOneLine(tx, { ...backdated, item });
    return [...past, ...running];
  });
}
