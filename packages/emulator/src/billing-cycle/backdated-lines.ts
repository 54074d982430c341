import type { Tx } from '../kernel/tx.ts';
import type Stripe from 'stripe';
import { isMetered, partialPeriodLine, type BillableSubscription, type DraftLine } from './draft-line.ts';
import { boundary } from './periods.ts';

/**
 * The lines for the time between a backdated start and the first period: in each interval the share of the price for the
 * seconds in it, in one line for each interval.
 */
export function backdatedLines(
  tx: Tx,
  options: {
    subscription: BillableSubscription;
    items: readonly Stripe.SubscriptionItem[];
    from: number;
    prorates: boolean;
  },
): DraftLine[] {
  const { subscription, items, from, prorates } = options;
  if (!prorates) return [];
  return items.toReversed().flatMap((item) => {
    const every = item.price.recurring;
    if (isMetered(item) || !every) return [];
    const lines: DraftLine[] = [];
    for (let count = 0; ; count += 1) {
      // From the start itself, so that a month's end comes back after a short month.
      const full = { start: boundary({ at: from }, every, count), end: boundary({ at: from }, every, count + 1) };
      if (full.start >= item.current_period_start) return lines;
      const end = Math.min(full.end, item.current_period_start);
      lines.push(partialPeriodLine(tx, subscription, { item, period: { start: full.start, end }, full }));
    }
  });
}
