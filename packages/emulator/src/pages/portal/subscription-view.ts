import type Stripe from 'stripe';
import { idOf } from '../../kernel/objects.ts';
import { decimalText } from '../../kernel/decimal.ts';
import type { Tx } from '../../kernel/tx.ts';
import { cardText } from '../card-fields.ts';
import { dateText, intervalText } from '../date-text.ts';
import { moneyText, unitMoneyText } from '../money-text.ts';

/** A subscription in words, for its owner. */
export interface SubscriptionView {
  id: string;
  planName: string;
  /** "$119.00 per year", "From $2.99 per use". */
  priceText: string;
  badge: { text: string; look: '' | 'success' | 'warning' | 'danger' };
  /** What happens next, and when. */
  sentence: string;
  isCancelling: boolean;
  /** Null when it will never be charged again. */
  endsAt: number | null;
  /** A failed payment that can be made up for. */
  payPath: { href: string; label: string } | null;
}

/** A customer's subscriptions that are not over, newest first. */
export function liveSubscriptions(tx: Tx, customer: string): Stripe.Subscription[] {
  return tx
    .list('subscription', { customer })
    .filter(({ status }) => status !== 'canceled' && status !== 'incomplete_expired');
}

export function subscriptionView(tx: Tx, subscription: Stripe.Subscription): SubscriptionView {
  const items = subscription.items.data;
  const isCancelling = isSetToCancel(subscription);
  return {
    id: subscription.id,
    planName: items.map((item) => productName(tx, item.price)).join(' + '),
    priceText: items.map((item) => itemPriceText(item)).join(' + '),
    badge: badgeOf(subscription, isCancelling),
    sentence: sentenceOf(tx, subscription),
    isCancelling,
    endsAt: subscription.cancel_at ?? periodEnd(subscription),
    payPath: payPath(tx, subscription),
  };
}

export function isSetToCancel(subscription: Stripe.Subscription): boolean {
  return subscription.cancel_at_period_end || subscription.cancel_at !== null;
}

/** The end of the current period; of the last one to end, where items differ. */
export function periodEnd(subscription: Stripe.Subscription): number | null {
  const ends = subscription.items.data.map((item) => item.current_period_end);
  return ends.length > 0 ? Math.max(...ends) : null;
}

export function productName(tx: Tx, price: Stripe.Price): string {
  return tx.find('product', idOf(price.product))?.name ?? price.nickname ?? 'Subscription';
}

export function priceText(price: Stripe.Price, quantity = 1): string {
  const interval = price.recurring ? intervalText(price.recurring.interval, price.recurring.interval_count) : 'once';
  if (price.recurring?.usage_type === 'metered') return `billed by use, ${interval}`;
  if (price.unit_amount !== null) return `${moneyText(price.unit_amount * quantity, price.currency)} ${interval}`;
  const unit = decimalText(price.unit_amount_decimal ?? undefined);
  return unit ? `${unitMoneyText(unit, price.currency)} per unit, ${interval}` : `by tiers, ${interval}`;
}

function itemPriceText(item: Stripe.SubscriptionItem): string {
  const quantity = item.quantity ?? 1;
  const total = priceText(item.price, quantity);
  return quantity > 1 ? `${quantity} × ${priceText(item.price)} = ${total}` : total;
}

/** The card that pays for a subscription: its own, else the customer's. */
export function payingMethod(tx: Tx, subscription: Stripe.Subscription | undefined, customer: string) {
  const own = tx.find('payment_method', subscription?.default_payment_method);
  return own ?? tx.find('payment_method', tx.find('customer', customer)?.invoice_settings.default_payment_method);
}

function badgeOf(subscription: Stripe.Subscription, isCancelling: boolean): SubscriptionView['badge'] {
  switch (subscription.status) {
    case 'active':
      return isCancelling ? { text: 'Cancels soon', look: 'warning' } : { text: 'Active', look: 'success' };
    case 'trialing':
      return isCancelling ? { text: 'Cancels soon', look: 'warning' } : { text: 'Trial', look: 'success' };
    case 'past_due':
      return { text: 'Past due', look: 'danger' };
    case 'unpaid':
      return { text: 'Unpaid', look: 'danger' };
    case 'incomplete':
      return { text: 'Incomplete', look: 'warning' };
    case 'paused':
      return { text: 'Paused', look: 'warning' };
    default:
      return { text: subscription.status, look: '' };
  }
}

function sentenceOf(tx: Tx, subscription: Stripe.Subscription): string {
  const end = periodEnd(subscription);
  if (isSetToCancel(subscription)) {
    const endsAt = subscription.cancel_at ?? end;
    return endsAt === null ? 'It ends soon.' : `It ends on ${dateText(endsAt)}. You keep access until then.`;
  }
  const method = payingMethod(tx, subscription, idOf(subscription.customer));
  const card = method ? ` with ${cardText(method).split(', expires')[0]}` : '';
  switch (subscription.status) {
    case 'trialing':
      return trialSentence(subscription, card);
    case 'past_due':
    case 'unpaid':
      return 'The last payment failed. Pay the open invoice or update your card to keep the plan.';
    case 'incomplete':
      return 'The first payment is still to be made.';
    case 'paused':
      return 'It is paused. You are not being charged.';
    default:
      return end === null ? '' : `It renews on ${dateText(end)}${card}.`;
  }
}

function trialSentence(subscription: Stripe.Subscription, card: string): string {
  const end = subscription.trial_end ?? periodEnd(subscription);
  if (end === null) return '';
  const price = subscription.items.data.map((item) => itemPriceText(item)).join(' + ');
  return `Your trial ends on ${dateText(end)}. Then you pay ${price}${card || ', once you add a card'}.`;
}

function payPath(tx: Tx, subscription: Stripe.Subscription): SubscriptionView['payPath'] {
  const invoice = tx.find('invoice', subscription.latest_invoice);
  if (invoice?.status !== 'open' || invoice.amount_remaining === 0 || !invoice.hosted_invoice_url) return null;
  const label = `Pay ${moneyText(invoice.amount_remaining, invoice.currency)}`;
  return { href: invoice.hosted_invoice_url, label };
}
