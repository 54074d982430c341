// What becomes due for an invoice: its finalization, its payment, its retries, and the end of patience.
import type Stripe from 'stripe';
import type { Tx } from '../kernel/tx.ts';
import { accountSettings } from './account-settings.ts';
import { collectInvoice } from './collect-invoice.ts';
import { endSubscription } from './end-subscription.ts';
import { noteInvoice, type InvoiceFacts } from './facts.ts';
import { finalizeWhenDue } from './finalize-invoice.ts';
import { paidIntent } from './invoice-payment.ts';
import { markUncollectible } from './mark-uncollectible.ts';
import { pauseNow, whyNotPausable } from './pause-state.ts';
import { subscriptionIdOf } from './store-invoice.ts';
import { changeSubscription, followFailedInvoice, followPaidInvoice, isOver } from './subscription-status.ts';

const HOUR = 3600;

/** When something next happens to an invoice; null for never. */
export function invoiceDue(invoice: Stripe.Invoice): number | null {
  if (invoice.status === 'draft') return invoice.auto_advance ? invoice.automatically_finalizes_at : null;
  return invoice.status === 'open' ? invoice.next_payment_attempt : null;
}

/** Finalization waits until every endpoint has acknowledged `invoice.created`, but not for ever. */
function isHeld(tx: Tx, invoice: Stripe.Invoice): boolean {
  const patience = invoice.created + accountSettings(tx).draftHoldSeconds;
  return tx.now(invoice) < patience && !tx.isAcknowledged('invoice.created', invoice.id);
}

export function invoiceWhenDue(tx: Tx, invoice: Stripe.Invoice): void {
  if (invoice.status === 'open') {
    collectWhenDue(tx, invoice);
  } else if (isHeld(tx, invoice)) {
    const patience = invoice.created + accountSettings(tx).draftHoldSeconds;
    tx.update('invoice', invoice.id, { automatically_finalizes_at: Math.min(tx.now(invoice) + HOUR, patience) });
  } else {
    advance(tx, finalizeWhenDue(tx, invoice));
  }
}

/** What follows finalization by itself: the first payment, or the mail with the invoice. */
function advance(tx: Tx, invoice: Stripe.Invoice): void {
  if (invoice.status === 'paid') followPaidInvoice(tx, { invoice, intent: null });
  if (invoice.status !== 'open') return;
  if (invoice.collection_method === 'send_invoice') sendInvoice(tx, invoice);
  else collectWhenDue(tx, invoice);
}

/** Sends the invoice to the customer. Nobody gets a mail: the event says it. */
export function sendInvoice(tx: Tx, invoice: Stripe.Invoice): void {
  tx.emit('invoice.sent', invoice);
}

/** One automatic try. */
function collectWhenDue(tx: Tx, due: Stripe.Invoice): void {
  const { invoice, outcome } = collectInvoice(tx, { invoice: due, attempt: 'automatic', isOffSession: true });
  if (outcome === 'paid') {
    followPaidInvoice(tx, { invoice, intent: paidIntent(tx, invoice.id) });
    return;
  }
  if (outcome !== 'processing') followFailedTry(tx, invoice);
}

/** Lets the subscription follow a try that failed; when it was the last, by the account's rule for that. */
export function followFailedTry(tx: Tx, invoice: Stripe.Invoice): void {
  followFailedInvoice(tx, invoice);
  if (invoice.next_payment_attempt === null) endDunning(tx, invoice);
}

function isPendingChange(tx: Tx, invoice: Stripe.Invoice): boolean {
  const subscription = subscriptionIdOf(invoice);
  return tx.find('_subscription', subscription)?.pending?.invoice === invoice.id;
}

function endDunning(tx: Tx, invoice: Stripe.Invoice): void {
  const { afterLastRetry, marksUncollectible } = accountSettings(tx);
  if (marksUncollectible) markUncollectible(tx, { invoice, reason: 'max_payment_attempts' });
  const subscription = tx.find('subscription', subscriptionIdOf(invoice));
  // A change that waits for this invoice runs out by itself.
  if (!subscription || isOver(subscription) || isPendingChange(tx, invoice)) return;
  const pauses = afterLastRetry === 'pause' && whyNotPausable(subscription) === null;
  const isPaused = subscription.status === 'paused';
  if (pauses) pauseNow(tx, { subscription, reason: 'final_payment_failure' });
  const ends = afterLastRetry === 'cancel' || (afterLastRetry === 'pause' && !pauses && !isPaused);
  if (ends) endSubscription(tx, { subscription, reason: 'payment_failed' });
  if (afterLastRetry === 'unpaid') changeSubscription(tx, subscription, { status: 'unpaid' });
}

/** When the due date of an invoice next brings something. */
export function invoiceFactsDue(facts: InvoiceFacts): number | null {
  return facts.dueNotices[0]?.at ?? null;
}

export function invoiceFactsWhenDue(tx: Tx, facts: InvoiceFacts): void {
  const invoice = tx.find('invoice', facts.id);
  const now = tx.now(invoice);
  noteInvoice(tx, facts.id, { dueNotices: facts.dueNotices.filter(({ at }) => at > now) });
  if (invoice?.status !== 'open') return;
  for (const { what } of facts.dueNotices.filter(({ at }) => at <= now)) {
    if (what === 'past_due') followFailedInvoice(tx, invoice);
    else tx.emit(what === 'overdue' ? 'invoice.overdue' : 'invoice.will_be_due', invoice);
  }
}
