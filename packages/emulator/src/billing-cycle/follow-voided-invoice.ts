import type Stripe from 'stripe';
import type { Tx } from '../kernel/tx.ts';
import { expireIncomplete } from './end-subscription.ts';
import { subscriptionIdOf } from './store-invoice.ts';
import { changeSubscription, isLatest, isOver } from './subscription-status.ts';

type Status = Stripe.Subscription['status'];

/** What an earlier invoice says of a subscription now; null when it says nothing. */
function statusByInvoice(tx: Tx, subscription: Stripe.Subscription, invoice: Stripe.Invoice): Status | null {
  if (invoice.status === 'paid' || invoice.status === 'uncollectible') return 'active';
  if (invoice.status !== 'open') return null;
  const isSent = invoice.collection_method === 'send_invoice';
  if (isSent) return invoice.due_date !== null && invoice.due_date < tx.now(invoice) ? 'past_due' : null;
  // The retries are over, and what became of the subscription then stays so.
  return invoice.attempt_count > 0 && invoice.next_payment_attempt === null ? subscription.status : null;
}

/**
 * Lets the subscription of an invoice that somebody voided follow: never paid for the first time, it has expired; behind with its
 * latest invoice, it is what the invoices before that make it.
 *
 * @see https://docs.stripe.com/billing/invoices/subscription#void-an-invoice-generated-by-a-subscription
 */
export function followVoidedInvoice(tx: Tx, invoice: Stripe.Invoice): void {
  const subscription = tx.find('subscription', subscriptionIdOf(invoice));
  if (!subscription || isOver(subscription) || !isLatest(subscription, invoice)) return;
  if (subscription.status === 'incomplete') expireIncomplete(tx, subscription);
  if (subscription.status !== 'past_due' && subscription.status !== 'unpaid') return;
  const statuses = tx
    .list('invoice', { 'parent.subscription_details.subscription': subscription.id })
    .flatMap((each) => statusByInvoice(tx, subscription, each) ?? []);
  changeSubscription(tx, subscription, { status: statuses[0] ?? 'active' });
}
