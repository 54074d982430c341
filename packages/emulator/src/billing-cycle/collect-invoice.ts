// One try to be paid for an open invoice, and what a failure of it means for the invoice.
import type Stripe from 'stripe';
import type { StripeError } from '../kernel/errors.ts';
import type { Tx } from '../kernel/tx.ts';
import { confirmPaymentIntent } from '../resources/payment_intents/confirm-payment-intent.ts';
import { awaitDebit } from './await-debit.ts';
import { accountSettings } from './account-settings.ts';
import { invoiceFacts, noteInvoice } from './facts.ts';
import { intentToPay } from './invoice-payment.ts';
import { methodForInvoice } from './method-for-invoice.ts';
import { isHardDecline, nextAttempt, type Attempt } from './retry-schedule.ts';
import { settleInvoice } from './settle-invoice.ts';

export type CollectOutcome = 'paid' | 'processing' | 'requires_action' | 'failed' | 'no_method';

export interface Collected {
  invoice: Stripe.Invoice;
  outcome: CollectOutcome;
  /** The refusal that an API call would answer with. */
  error: StripeError | null;
}

/**
 * Writes down that a try failed: the first one counts whoever made it, later ones only when the schedule made them.
 *
 * @returns the invoice; `next_payment_attempt` is null when no try is left.
 */
export function noteFailedAttempt(
  tx: Tx,
  { invoice, attempt, requiresAction = false }: { invoice: Stripe.Invoice; attempt: Attempt; requiresAction?: boolean },
): Stripe.Invoice {
  const isCounted = attempt === 'automatic' || invoice.attempt_count === 0;
  const attempts = invoice.attempt_count + (isCounted ? 1 : 0);
  const next = nextAttempt(accountSettings(tx), { attempts, at: tx.now(invoice) });
  // The first payment of a subscription is the customer's to make: time does not try it again.
  const isFirst = invoice.billing_reason === 'subscription_create';
  const isRetried = invoice.auto_advance === true && invoice.collection_method === 'charge_automatically' && !isFirst;
  const failed = tx.update('invoice', invoice.id, {
    attempted: true,
    attempt_count: attempts,
    ...(isCounted ? { next_payment_attempt: isRetried ? next : null } : {}),
  });
  tx.emit('invoice.updated', failed, invoice);
  if (requiresAction) tx.emit('invoice.payment_action_required', failed);
  tx.emit('invoice.payment_failed', failed);
  return failed;
}

function declineOf(error: StripeError | null): string | null {
  const declined = error?.details.fields?.['decline_code'] ?? error?.details.code;
  return typeof declined === 'string' ? declined : null;
}

/** A first invoice that waits for the customer's bank is not a failure yet: nothing is counted. */
function awaitCustomer(tx: Tx, invoice: Stripe.Invoice): Stripe.Invoice {
  const waiting = tx.update('invoice', invoice.id, { attempted: true, auto_advance: true });
  tx.emit('invoice.updated', waiting, invoice);
  tx.emit('invoice.payment_action_required', waiting);
  return waiting;
}

/**
 * Tries to be paid once. Moves the invoice, not its subscription: the caller does that.
 *
 * @param method Pays with this one instead of the invoice's own.
 * @param isOffSession False when the customer is there to answer their bank.
 */
export function collectInvoice(
  tx: Tx,
  options: { invoice: Stripe.Invoice; attempt: Attempt; isOffSession: boolean; method?: string | null },
): Collected {
  const { invoice, attempt, isOffSession } = options;
  const method = options.method ?? methodForInvoice(tx, invoice);
  const isDead = attempt === 'automatic' && method === invoiceFacts(tx, invoice.id).hardDeclined;
  if (method === null || isDead) {
    return { invoice: noteFailedAttempt(tx, { invoice, attempt }), outcome: 'no_method', error: null };
  }
  const intent = intentToPay(tx, invoice);
  noteInvoice(tx, invoice.id, { isCollecting: true });
  const { paymentIntent, error } = confirmPaymentIntent(tx, {
    paymentIntent: intent.id,
    paymentMethod: method,
    offSession: isOffSession,
    leavesActionOpen: true,
    impliesMandate: true,
  });
  noteInvoice(tx, invoice.id, { isCollecting: false, hardDeclined: isHardDecline(declineOf(error)) ? method : null });
  if (paymentIntent.status === 'succeeded') {
    const isAutomatic = attempt === 'automatic';
    const paid = settleInvoice(tx, { invoice, intent: paymentIntent, isAutomatic });
    return { invoice: paid, outcome: 'paid', error: null };
  }
  if (paymentIntent.status === 'processing') {
    return { invoice: awaitDebit(tx, { invoice, attempt }), outcome: 'processing', error: null };
  }
  if (paymentIntent.status === 'requires_action') {
    const isFirst = invoice.billing_reason === 'subscription_create';
    const waiting = isFirst
      ? awaitCustomer(tx, invoice)
      : noteFailedAttempt(tx, { invoice, attempt, requiresAction: true });
    return { invoice: waiting, outcome: 'requires_action', error };
  }
  return { invoice: noteFailedAttempt(tx, { invoice, attempt }), outcome: 'failed', error };
}
