// The words on invoice lines, as Stripe writes them.
import type Stripe from 'stripe';
import { formatAmount } from '../money/currencies.ts';
import type { Tx } from '../kernel/tx.ts';
import { idOf } from '../kernel/objects.ts';
import type { OwedPart } from './usage-parts.ts';

/** The product's name as it is now; the price's id for a product that is gone. */
export function productName(tx: Tx, price: Stripe.Price): string {
  return tx.find('product', idOf(price.product))?.name ?? price.nickname ?? price.id;
}

/** `2 seats`: how many of what the product is counted in, where it says so. */
function countText(tx: Tx, price: Stripe.Price, quantity: string | number): string {
  const label = tx.find('product', idOf(price.product))?.unit_label;
  return label ? `${quantity} ${label}` : String(quantity);
}

/** `month`, `3 months`. */
function every({ interval, interval_count: count }: Stripe.Price.Recurring): string {
  return count === 1 ? interval : `${count} ${interval}s`;
}

/** A unit amount that may have decimals of a minor unit: `$14.99`, `$0.0035`. */
function unitText(unitAmount: string, currency: string): string {
  if (!unitAmount.includes('.')) return formatAmount(Number(unitAmount), currency);
  const whole = formatAmount(100, currency);
  const symbol = whole.replace(/[\d.,\s]+/g, '');
  return `${symbol}${Number(unitAmount) / 100}`;
}

/** `1 × Lightweight (at $14.99 / month)`; for a tier `10 × Assessments (Tier 1 at $2.99 / month)`. */
export function priceLineText(
  tx: Tx,
  { price, part, currency, tier }: { price: Stripe.Price; part: OwedPart; currency: string; tier: number | null },
): string {
  if (part.isGivenBack) {
    return `Amount previously billed for ${productName(tx, price)} (at ${unitText(part.unitAmount, currency)})`;
  }
  const rate = price.recurring ? ` / ${every(price.recurring)}` : '';
  const label = tier === null ? '' : `Tier ${tier} `;
  const at = `${label}at ${unitText(part.unitAmount, currency)}${part.isFlat ? '' : rate}`;
  if (part.isFlat) return `${productName(tx, price)} (${label}flat fee ${at.slice(label.length)}${rate})`;
  return `${countText(tx, price, part.quantity)} × ${productName(tx, price)} (${at})`;
}

/** @see https://docs.stripe.com/billing/subscriptions/billing-mode/compare */
export function trialLineText(
  tx: Tx,
  { price, quantity, isFlexible }: { price: Stripe.Price; quantity: number; isFlexible: boolean },
): string {
  const name = productName(tx, price);
  const counted = `${countText(tx, price, quantity)} × ${name}`;
  if (isFlexible) return `Free trial for ${counted}`;
  return price.recurring?.usage_type === 'metered' ? `${counted} (Free trial)` : `Trial period for ${name}`;
}

/** `21 Nov 2026`. */
function dayText(seconds: number): string {
  const date = new Date(seconds * 1000);
  const month = date.toLocaleString('en-US', { month: 'short', timeZone: 'UTC' });
  return `${String(date.getUTCDate()).padStart(2, '0')} ${month} ${date.getUTCFullYear()}`;
}

/** `Unused time on 2 × Lightweight after 21 Nov 2026`. */
export function prorationText(
  tx: Tx,
  { kind, price, quantity, at }: { kind: 'Unused' | 'Remaining'; price: Stripe.Price; quantity: number; at: number },
): string {
  const count = quantity === 1 ? '' : `${quantity} × `;
  return `${kind} time on ${count}${productName(tx, price)} after ${dayText(at)}`;
}
