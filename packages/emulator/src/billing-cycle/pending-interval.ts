// `pending_invoice_item_interval`: pending items that are billed more often than the subscription renews.
import type Stripe from 'stripe';
import { invalidRequest } from '../kernel/errors.ts';
import type { Tx } from '../kernel/tx.ts';
import { accountSettings } from './account-settings.ts';
import { pendingLines } from './pending-items.ts';
import { periodAround, roughSeconds } from './periods.ts';
import { storeInvoice } from './store-invoice.ts';
import { composeSubscriptionInvoice, customerOf } from './subscription-invoice.ts';

type Interval = Stripe.SubscriptionCreateParams['pending_invoice_item_interval'];
type IntervalFields = Pick<Stripe.Subscription, 'pending_invoice_item_interval' | 'next_pending_invoice_item_invoice'>;

const LONGEST = roughSeconds({ interval: 'year', interval_count: 1 });

/**
 * The interval after a write, and the first time that it comes to.
 *
 * @throws StripeError for less than one interval, or more than a year.
 */
export function pendingInterval(
  given: Exclude<Interval, undefined>,
  { anchor, at }: { anchor: number; at: number },
): IntervalFields {
  if (!given) return { pending_invoice_item_interval: null, next_pending_invoice_item_invoice: null };
  const every = { interval: given.interval, interval_count: given.interval_count ?? 1 };
  if (every.interval_count < 1 || roughSeconds(every) > LONGEST + 86_400) {
    throw invalidRequest({
      message: 'Pending invoice items must be billed at least once a year.',
      param: 'pending_invoice_item_interval[interval_count]',
    });
  }
  return {
    pending_invoice_item_interval: every,
    next_pending_invoice_item_invoice: periodAround({ at: anchor }, every, at).end,
  };
}

/** Bills what waits, if anything does, and sets the next time. */
export function billPendingItems(tx: Tx, subscription: Stripe.Subscription): void {
  const { id, currency } = subscription;
  const at = tx.now(subscription);
  const every = subscription.pending_invoice_item_interval;
  const next = every ? periodAround({ at: subscription.billing_cycle_anchor }, every, at).end : null;
  const customer = customerOf(tx, subscription);
  const lines = pendingLines(tx, { customer: customer.id, subscription: id, currency });
  if (lines.length === 0) {
    tx.update('subscription', id, { next_pending_invoice_item_invoice: next });
    return;
  }
  const composed = composeSubscriptionInvoice(tx, {
    subscription,
    customer,
    reason: 'automatic_pending_invoice_item_invoice',
    lines,
    at,
    period: { start: at, end: at },
    fields: { auto_advance: true, automatically_finalizes_at: at + accountSettings(tx).draftSeconds },
  });
  const billed = tx.update('subscription', id, {
    latest_invoice: composed.invoice.id,
    next_pending_invoice_item_invoice: next,
  });
  tx.emit('customer.subscription.updated', billed, subscription);
  storeInvoice(tx, composed);
}
