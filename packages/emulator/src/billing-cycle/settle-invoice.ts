// Money arrives for an invoice: from its own payment, from others that were attached to it, or from outside of Stripe. What
// is more than the invoice is owed stays with the customer as a credit.
import type Stripe from 'stripe';
import { idOf } from '../kernel/objects.ts';
import type { Tx } from '../kernel/tx.ts';
import { moveBalance } from '../resources/customers/balance-transactions.ts';
import { cancelOpenPayment, lowerOpenPayment, paymentOfIntent } from './invoice-payment.ts';

function markPaymentPaid(tx: Tx, { intent, at }: { intent: Stripe.PaymentIntent; at: number }): void {
  const payment = paymentOfIntent(tx, intent.id);
  if (!payment || payment.status === 'paid') return;
  const paid = tx.update('invoice_payment', payment.id, {
    status: 'paid',
    amount_paid: intent.amount_received,
    status_transitions: { ...payment.status_transitions, paid_at: at },
  });
  tx.emit('invoice_payment.paid', paid);
}

/** The first attempt counts whoever made it, later ones only when the schedule made them. */
function attemptsAfter(
  invoice: Stripe.Invoice,
  { wasCharged, isAutomatic }: { wasCharged: boolean; isAutomatic: boolean },
): number {
  if (!wasCharged) return invoice.attempt_count;
  return isAutomatic ? invoice.attempt_count + 1 : Math.max(1, invoice.attempt_count);
}

interface Arrived {
  /** What the invoice takes of it. */
  applied: number;
  excess: number;
}

function arrived(invoice: Stripe.Invoice, intent: Stripe.PaymentIntent | null): Arrived {
  const received = intent?.amount_received ?? invoice.amount_remaining;
  const applied = Math.min(received, invoice.amount_remaining);
  return { applied, excess: received - applied };
}

/** What was paid too much becomes the customer's credit. */
function keepExcess(tx: Tx, invoice: Stripe.Invoice, excess: number): void {
  const customer = tx.find('customer', idOf(invoice.customer));
  if (excess === 0 || !customer) return;
  moveBalance(tx, { customer, amount: -excess, type: 'invoice_overpaid', invoice: invoice.id });
}

/** Part of what is due: the invoice stays open, and its own payment asks for the rest. */
function takePart(tx: Tx, invoice: Stripe.Invoice, applied: number): Stripe.Invoice {
  const amount_remaining = invoice.amount_remaining - applied;
  const partly = tx.update('invoice', invoice.id, { amount_paid: invoice.amount_paid + applied, amount_remaining });
  lowerOpenPayment(tx, { invoice: invoice.id, amount: amount_remaining });
  tx.emit('invoice.updated', partly, invoice);
  return partly;
}

/** A payment that arrives when nothing is owed any more. */
export function takeOverpayment(
  tx: Tx,
  { invoice, intent }: { invoice: Stripe.Invoice; intent: Stripe.PaymentIntent },
): Stripe.Invoice {
  markPaymentPaid(tx, { intent, at: tx.now(invoice) });
  keepExcess(tx, invoice, intent.amount_received);
  const overpaid = tx.update('invoice', invoice.id, {
    amount_overpaid: invoice.amount_overpaid + intent.amount_received,
  });
  tx.emit('invoice.updated', overpaid, invoice);
  tx.emit('invoice.overpaid', overpaid);
  return overpaid;
}

/**
 * An open (or uncollectible) invoice is paid, or part of it is. The caller lets the subscription follow.
 *
 * @param intent The succeeded payment; null when nothing was due, or it was paid out of band.
 * @returns The invoice: `paid` when nothing remains.
 */
export function settleInvoice(
  tx: Tx,
  options: {
    invoice: Stripe.Invoice;
    intent: Stripe.PaymentIntent | null;
    outOfBand?: boolean;
    /** The schedule made the payment, so that it counts as another attempt. */
    isAutomatic?: boolean;
  },
): Stripe.Invoice {
  const { invoice, intent, outOfBand = false, isAutomatic = false } = options;
  if (invoice.status === 'paid' || invoice.status === 'void') return invoice;
  const at = tx.now(invoice);
  if (intent) markPaymentPaid(tx, { intent, at });
  const { applied, excess } = arrived(invoice, intent);
  if (applied < invoice.amount_remaining) return takePart(tx, invoice, applied);
  cancelOpenPayment(tx, { invoice: invoice.id, reason: 'automatic' });
  keepExcess(tx, invoice, excess);
  const paid = tx.update('invoice', invoice.id, {
    status: 'paid',
    amount_overpaid: excess,
    amount_paid: invoice.amount_paid + applied,
    ...(outOfBand ? { amount_paid_off_stripe: applied } : {}),
    amount_remaining: 0,
    attempted: true,
    attempt_count: attemptsAfter(invoice, { wasCharged: intent !== null, isAutomatic }),
    auto_advance: false,
    next_payment_attempt: null,
    status_transitions: { ...invoice.status_transitions, paid_at: at },
  });
  tx.emit('invoice.updated', paid, invoice);
  tx.emit('invoice.paid', paid);
  if (!outOfBand) tx.emit('invoice.payment_succeeded', paid);
  if (excess > 0) tx.emit('invoice.overpaid', paid);
  return paid;
}

/** The charge that paid an invoice, where one did. */
export function methodThatPaid(intent: Stripe.PaymentIntent | null): string | null {
  return idOf(intent?.payment_method);
}
