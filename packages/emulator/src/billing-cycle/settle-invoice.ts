import type Stripe from 'stripe';
import { idOf } from '../kernel/objects.ts';
import type { Tx } from '../kernel/tx.ts';
import { cancelOpenPayment, paymentOfIntent } from './invoice-payment.ts';

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

/**
 * An open (or uncollectible) invoice is paid. The caller lets the subscription follow.
 *
 * @param intent The succeeded payment; null when nothing was due, or it was paid out of band.
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
  else cancelOpenPayment(tx, { invoice: invoice.id, reason: 'automatic' });
  const wasCharged = intent !== null;
  const paid = tx.update('invoice', invoice.id, {
    status: 'paid',
    amount_paid: invoice.amount_due,
    amount_paid_off_stripe: outOfBand ? invoice.amount_due : 0,
    amount_remaining: 0,
    attempted: true,
    attempt_count: attemptsAfter(invoice, { wasCharged, isAutomatic }),
    auto_advance: false,
    next_payment_attempt: null,
    status_transitions: { ...invoice.status_transitions, paid_at: at },
  });
  tx.emit('invoice.updated', paid, invoice);
  tx.emit('invoice.paid', paid);
  if (!outOfBand) tx.emit('invoice.payment_succeeded', paid);
  return paid;
}

/** The charge that paid an invoice, where one did. */
export function methodThatPaid(intent: Stripe.PaymentIntent | null): string | null {
  return idOf(intent?.payment_method);
}
