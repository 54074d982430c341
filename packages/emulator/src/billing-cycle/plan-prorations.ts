import type Stripe from 'stripe';
import { decimalText } from '../kernel/decimal.ts';
import { idOf } from '../kernel/objects.ts';
import type { Tx } from '../kernel/tx.ts';
import type { AppliedDiscount } from '../money/discounts.ts';
import { isRepriced, type ItemChange } from '../resources/subscriptions/change-items.ts';
import { prorationText } from './describe-line.ts';
import { isMetered } from './draft-line.ts';
import { subscriptionFacts } from './facts.ts';
import { netAmounts, type NetAmount } from './net-amounts.ts';
import { naturalSeconds, type Anchor, type Period } from './periods.ts';
import type { PlannedProration } from './planned-change.ts';
import {
  creditCurrentPrice,
  creditDebits,
  remainingAmount,
  remainingShares,
  type Credit,
  type Debit,
} from './prorate.ts';
import { anchorOf } from './renew-subscription.ts';
import { usedUpDiscounts } from './used-discounts.ts';

export interface ProrationPlan {
  prorations: PlannedProration[];
  debits: Record<string, Debit[]>;
}

interface Changed {
  subscription: Stripe.Subscription;
  changes: readonly ItemChange[];
  /** The items after the change, in their new periods. */
  items: readonly Stripe.SubscriptionItem[];
  at: number;
  /** What the new periods are counted from, when the change moves it. */
  anchor?: Anchor;
  /** A new cycle begins: the unused time of every item is credited. */
  resets: boolean;
  /** The new cycle is billed by prorations, not by lines of its own. */
  debitsNewPeriod: boolean;
  discounts: readonly AppliedDiscount[];
  /** The discounts are given with the change, and hold for what it gives back as well. */
  givesDiscounts?: boolean;
}

function credited(debit: Debit | null): PlannedProration['credited'] {
  if (!debit) return null;
  if (debit.billed) {
    const { invoice, lines } = debit.billed;
    return { invoice_line_item_details: { invoice, invoice_line_items: [...lines] }, type: 'invoice_line_items' };
  }
  return debit.invoiceItem === null ? null : { invoice_item: debit.invoiceItem, type: 'invoice_item' };
}

function proration(
  tx: Tx,
  options: {
    kind: 'credit' | 'debit';
    item: Stripe.SubscriptionItem;
    price: Stripe.Price;
    core: Pick<Credit, 'amount' | 'off' | 'period' | 'quantity'>;
    of: Debit | null;
    isItemized: boolean;
  },
): PlannedProration {
  const { kind, item, price, core, of, isItemized } = options;
  const sign = kind === 'credit' ? -1 : 1;
  const shares = isItemized ? core.off.filter(({ amount }) => amount !== 0) : [];
  const discountAmounts = shares.map(({ discount, amount }) => ({ discount, amount: sign * amount }));
  return {
    kind,
    item: item.id,
    amount: discountAmounts.reduce((sum, { amount }) => sum + amount, core.amount),
    discountAmounts,
    period: core.period,
    price: price.id,
    product: idOf(price.product),
    unitAmount: decimalText(price.unit_amount_decimal) ?? '0',
    quantity: core.quantity,
    description: prorationText(tx, {
      kind: kind === 'credit' ? 'Unused' : 'Remaining',
      price,
      quantity: core.quantity,
      at: core.period.start,
    }),
    taxRates: item.tax_rates?.length ? item.tax_rates : null,
    taxBehavior: price.tax_behavior as PlannedProration['taxBehavior'],
    credited: credited(of),
  };
}

function periodOf(item: Stripe.SubscriptionItem): Period {
  return { start: item.current_period_start, end: item.current_period_end };
}

function currentCredit({
  before,
  at,
  anchor,
  net,
}: {
  before: Stripe.SubscriptionItem;
  at: number;
  anchor: Anchor;
  net: number;
}): Credit {
  const period = periodOf(before);
  const whole = naturalSeconds(anchor, before.price.recurring, period);
  return creditCurrentPrice({ price: before.price.id, quantity: before.quantity ?? 1, amount: net, period, whole }, at);
}

function creditsOf(
  tx: Tx,
  {
    before,
    at,
    anchor,
    isFlexible,
    isItemized,
    net,
    debits,
  }: {
    before: Stripe.SubscriptionItem;
    at: number;
    anchor: Anchor;
    isFlexible: boolean;
    isItemized: boolean;
    net: number;
    debits: readonly Debit[];
  },
): { prorations: PlannedProration[]; debits: Debit[] } {
  const { credits, debits: left } = isFlexible
    ? creditDebits(debits, at)
    : { credits: [currentCredit({ before, at, anchor, net })], debits: [] };
  const prorations = credits
    .filter((credit) => credit.amount !== 0 || !isFlexible)
    .map((credit) =>
      proration(tx, {
        kind: 'credit',
        item: before,
        price: tx.find('price', credit.price) ?? before.price,
        core: credit,
        of: credit.of,
        isItemized,
      }),
    );
  return { prorations, debits: left };
}

function debitOf(
  tx: Tx,
  options: { after: Stripe.SubscriptionItem; at: number; anchor: Anchor; cost: NetAmount; isItemized: boolean },
): PlannedProration {
  const { after, at, anchor, cost, isItemized } = options;
  const period = periodOf(after);
  const from = Math.max(at, period.start);
  const whole = naturalSeconds(anchor, after.price.recurring, period);
  const amount = remainingAmount(cost.net, period, from, whole);
  const core = {
    amount,
    off: remainingShares(cost, { net: amount, period, at: from, whole }),
    period: { start: from, end: period.end },
    quantity: after.quantity ?? 1,
  };
  return proration(tx, { kind: 'debit', item: after, price: after.price, core, of: null, isItemized });
}

/** The credits and debits of a change, in the order in which Stripe makes them: for each item what it gives back, then what it costs. */
export function planProrations(tx: Tx, changed: Changed): ProrationPlan {
  const { subscription, changes, items, at, resets, debitsNewPeriod } = changed;
  const { currency } = subscription;
  const anchorBefore = anchorOf(tx, subscription);
  const anchor = changed.anchor ?? anchorBefore;
  const isFlexible = subscription.billing_mode.type === 'flexible';
  const isItemized = subscription.billing_mode.flexible?.proration_discounts === 'itemized';
  const priced = { currency, isFlexible, discounts: changed.discounts, at };
  const used = isFlexible || changed.givesDiscounts ? [] : usedUpDiscounts(tx, { subscription, at });
  const netBefore = netAmounts(tx, {
    ...priced,
    items: subscription.items.data,
    discounts: [...used, ...changed.discounts],
  });
  const netAfter = netAmounts(tx, { ...priced, items });
  const debits = { ...subscriptionFacts(tx, subscription.id).debits };
  const prorations: PlannedProration[] = [];
  for (const change of changes) {
    const { before } = change;
    if (!resets && !isRepriced(change)) continue;
    if (before && !isMetered(before)) {
      const given = creditsOf(tx, {
        before,
        at,
        anchor: anchorBefore,
        isFlexible,
        isItemized,
        net: netBefore.get(before.id)?.net ?? 0,
        debits: debits[before.id] ?? [],
      });
      prorations.push(...given.prorations);
      debits[before.id] = given.debits;
    }
    const after = items.find((item) => item.id === change.after?.id);
    if (after && !isMetered(after) && (!resets || debitsNewPeriod)) {
      // Where nothing of the period is left, nothing is debited.
      if (after.current_period_end > at) {
        prorations.push(
          debitOf(tx, { after, at, anchor, cost: netAfter.get(after.id) ?? { net: 0, off: [] }, isItemized }),
        );
      }
    }
  }
  return { prorations, debits };
}
