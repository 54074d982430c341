import type Stripe from 'stripe';
import { idOf } from '../kernel/objects.ts';
import type { Tx } from '../kernel/tx.ts';
import { awaitDebit } from './await-debit.ts';
import { noteFailedAttempt } from './collect-invoice.ts';
import { debitFailed } from './debit-failed.ts';
import { invoiceFacts } from './facts.ts';
import { cancelInvoicePayment, paymentOfIntent } from './invoice-payment.ts';
import { settleInvoice, takeOverpayment } from './settle-invoice.ts';
import { followDebitedInvoice, followFailedInvoice, followPaidInvoice } from './subscription-status.ts';

/**
 * Lets an invoice follow its payment intent, whoever moved it: the customer on a page, the API, a bank. Does nothing while
 * this program is collecting the invoice itself, and nothing the second time.
 */
export function paymentIntentChanged(tx: Tx, intent: Stripe.PaymentIntent): void {
  const payment = paymentOfIntent(tx, intent.id);
  const invoice = tx.find('invoice', idOf(payment?.invoice));
  if (!payment || !invoice || payment.status !== 'open') return;
  const { debitedBy, isCollecting } = invoiceFacts(tx, invoice.id);
  if (isCollecting) return;
  if (intent.status === 'canceled') return cancelInvoicePayment(tx, payment);
  if (invoice.status === 'paid' && intent.status === 'succeeded') return void takeOverpayment(tx, { invoice, intent });
  if (invoice.status !== 'open' && invoice.status !== 'uncollectible') return;
  if (intent.status === 'succeeded') {
    const settled = settleInvoice(tx, { invoice, intent, isAutomatic: debitedBy === 'automatic' });
    if (settled.status === 'paid') followPaidInvoice(tx, { invoice: settled, intent });
    return;
  }
  // Only the invoice's own payment decides how its collection goes on.
  if (!payment.is_default) return;
  if (intent.status === 'processing') {
    followDebitedInvoice(tx, awaitDebit(tx, { invoice, attempt: 'manual' }));
  } else if (intent.status === 'requires_payment_method' && intent.last_payment_error !== null) {
    if (debitedBy !== null) return debitFailed(tx, { invoice, attempt: debitedBy });
    noteFailedAttempt(tx, { invoice, attempt: 'manual' });
    followFailedInvoice(tx, invoice);
  } else if (intent.status === 'requires_action') {
    tx.emit('invoice.payment_action_required', invoice);
  }
}
