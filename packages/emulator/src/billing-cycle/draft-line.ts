import type Stripe from 'stripe';
import { idOf } from '../kernel/objects.ts';
import type { Tx } from '../kernel/tx.ts';
import { priceLineText, trialLineText } from './describe-line.ts';
import type { Period } from './periods.ts';
import { remainingAmount, type DiscountShare } from './prorate.ts';
import { meteredUsage } from './usage.ts';
import { billedUsage, partsBeyond } from './usage-parts.ts';

/** A line of an invoice before the invoice exists: discounts and tax are not worked out yet. */
export interface DraftLine {
  amount: number;
  description: string | null;
  discountable: boolean;
  /** Ids of the line's own discounts. */
  discounts: string[];
  /** What discounts take off a proration that shows it; worked out when it was made. */
  taken?: readonly DiscountShare[];
  metadata: Stripe.Metadata;
  parent: Stripe.InvoiceLineItem.Parent;
  period: Period;
  price: string | null;
  product: string | null;
  /** A decimal of minor units; null for what is no number of units, such as a proration. */
  unitAmount: string | null;
  quantity: number;
  /** The quantity, where it is not whole. */
  quantityDecimal?: string;
  subscription: string | null;
  taxRates: string[] | null;
  taxBehavior: 'inclusive' | 'exclusive' | 'unspecified' | null;
}

/** An item of a subscription as far as billing needs it; it need not be stored yet. */
export type BillableItem = Pick<
  Stripe.SubscriptionItem,
  'id' | 'price' | 'quantity' | 'discounts' | 'metadata' | 'tax_rates'
>;

export interface BillableSubscription {
  id: string;
  currency: string;
  customer: string;
  isFlexible: boolean;
  metadata: Stripe.Metadata;
}

export function isMetered(item: { price: Stripe.Price }): boolean {
  return item.price.recurring?.usage_type === 'metered';
}

function itemParent(subscription: string, item: string, proration = false): Stripe.InvoiceLineItem.Parent {
  return {
    invoice_item_details: null,
    subscription_item_details: {
      invoice_item: null,
      proration,
      proration_details: { credited_items: null },
      subscription,
      subscription_item: item,
    },
    type: 'subscription_item_details',
  };
}

type LineCore = Pick<DraftLine, 'amount' | 'description' | 'quantity' | 'unitAmount' | 'period'>;

function itemLine(subscription: BillableSubscription, item: BillableItem, core: LineCore): DraftLine {
  return {
    ...core,
    discountable: true,
    discounts: item.discounts.map((discount) => idOf(discount)),
    metadata: subscription.metadata,
    parent: itemParent(subscription.id, item.id),
    price: item.price.id,
    product: idOf(item.price.product),
    subscription: subscription.id,
    taxRates: item.tax_rates?.length ? item.tax_rates.map((rate) => rate.id) : null,
    taxBehavior: item.price.tax_behavior as DraftLine['taxBehavior'],
  };
}

/** What a price asks for a quantity beyond what was billed of it, part by part as lines show it. */
export function pricedParts(
  tx: Tx,
  {
    price: shown,
    quantity,
    billed,
    currency,
  }: { price: Stripe.Price; quantity: number; billed: number; currency: string },
): Omit<LineCore, 'period'>[] {
  // An item shows its price without tiers; the stored one has them.
  const price = tx.find('price', shown.id) ?? shown;
  const isGraduated = price.tiers_mode === 'graduated';
  return partsBeyond(price, { quantity, billed, currency }).map((part) => ({
    amount: part.amount,
    description: priceLineText(tx, {
      price,
      part,
      currency,
      tier: isGraduated && part.tier ? tierNumber(price, part.tier.from) : null,
    }),
    quantity: part.quantity,
    unitAmount: part.unitAmount,
  }));
}

function priceLines(
  tx: Tx,
  subscription: BillableSubscription,
  { item, quantity, period, billed = 0 }: { item: BillableItem; quantity: number; period: Period; billed?: number },
): DraftLine[] {
  const { currency } = subscription;
  const parts = pricedParts(tx, { price: item.price, quantity, billed, currency });
  return parts.map((part) => itemLine(subscription, item, { ...part, period }));
}

function tierNumber(price: Stripe.Price, from: number): number {
  return 1 + (price.tiers ?? []).filter((tier) => tier.up_to !== null && tier.up_to < from).length;
}

/** The lines that bill a licensed item for a whole period. */
export function periodLines(
  tx: Tx,
  subscription: BillableSubscription,
  { item, period }: { item: BillableItem; period: Period },
): DraftLine[] {
  return priceLines(tx, subscription, { item, quantity: item.quantity ?? 1, period });
}

/**
 * The lines that bill a metered item for what was used in a period, without what was billed of it before; also when nothing
 * was used.
 *
 * @param countedUntil The end of what is counted, when it is not the end of the period.
 */
export function usageLines(
  tx: Tx,
  subscription: BillableSubscription,
  { item, period, countedUntil = period.end }: { item: BillableItem; period: Period; countedUntil?: number },
): DraftLine[] {
  const counted = { start: period.start, end: countedUntil };
  const quantity = meteredUsage(tx, { price: item.price, customer: subscription.customer, period: counted });
  const billed = billedUsage(tx, { subscription: subscription.id, item: item.id, since: period.start });
  return priceLines(tx, subscription, { item, quantity, period, billed });
}

/** The line for a first period that is shorter than the price's interval, prorated against the full one. */
export function partialPeriodLine(
  tx: Tx,
  subscription: BillableSubscription,
  { item, period, full }: { item: BillableItem; period: Period; full: Period },
): DraftLine {
  const lines = periodLines(tx, subscription, { item, period });
  const whole = lines.reduce((sum, line) => sum + line.amount, 0);
  const line = itemLine(subscription, item, {
    amount: remainingAmount(whole, full, full.end - (period.end - period.start)),
    description: lines[0]?.description ?? null,
    quantity: item.quantity ?? 1,
    unitAmount: lines[0]?.unitAmount ?? null,
    period,
  });
  return { ...line, parent: itemParent(subscription.id, item.id, true) };
}

/** The line of nothing for an item in a trial; of a metered one, for what was used in it. */
export function trialLine(
  tx: Tx,
  subscription: BillableSubscription,
  { item, period }: { item: BillableItem; period: Period },
): DraftLine {
  const quantity = isMetered(item)
    ? meteredUsage(tx, { price: item.price, customer: subscription.customer, period })
    : (item.quantity ?? 1);
  const description = trialLineText(tx, { price: item.price, quantity, isFlexible: subscription.isFlexible });
  return itemLine(subscription, item, { amount: 0, description, quantity, unitAmount: '0', period });
}
