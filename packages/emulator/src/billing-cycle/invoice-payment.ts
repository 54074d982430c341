// The payments of an invoice: which payment intent is to pay it, and what became of that.
import type Stripe from 'stripe';
import { idOf } from '../kernel/objects.ts';
import type { Tx } from '../kernel/tx.ts';
import { cancelPaymentIntent } from '../resources/payment_intents/cancel-payment-intent.ts';
import { newPaymentIntent } from '../resources/payment_intents/new-payment-intent.ts';
import { methodForInvoice } from './method-for-invoice.ts';
import { subscriptionIdOf } from './store-invoice.ts';

const descriptions: Record<string, string> = {
  subscription_create: 'Subscription creation',
  subscription_update: 'Subscription update',
  subscription_cycle: 'Subscription update',
};

function storePayment(tx: Tx, { invoice, intent }: { invoice: Stripe.Invoice; intent: string }): Stripe.InvoicePayment {
  return tx.insert('invoice_payment', {
    id: tx.newId('inpay', 24),
    object: 'invoice_payment',
    amount_paid: null,
    amount_requested: invoice.amount_remaining,
    created: tx.now(invoice),
    currency: invoice.currency,
    invoice: invoice.id,
    is_default: true,
    livemode: false,
    payment: { payment_intent: intent, type: 'payment_intent' },
    status: 'open',
    status_transitions: { canceled_at: null, paid_at: null },
  });
}

/** Makes the payment intent that is to pay an invoice, and links the two. */
export function newInvoicePayment(tx: Tx, invoice: Stripe.Invoice): Stripe.PaymentIntent {
  const subscription = tx.find('subscription', subscriptionIdOf(invoice));
  const method = invoice.collection_method === 'charge_automatically' ? methodForInvoice(tx, invoice) : null;
  const saves = subscription?.payment_settings?.save_default_payment_method === 'on_subscription';
  const intent = newPaymentIntent(tx, {
    amount: invoice.amount_remaining,
    currency: invoice.currency,
    customer: idOf(invoice.customer) ?? '',
    description: descriptions[invoice.billing_reason ?? ''] ?? `Payment for Invoice`,
    invoice: invoice.id,
    ...(method === null ? {} : { payment_method: method }),
    ...(saves || subscription ? { setup_future_usage: 'off_session' } : {}),
    ...(invoice.statement_descriptor === null ? {} : { statement_descriptor: invoice.statement_descriptor }),
  });
  storePayment(tx, { invoice, intent: intent.id });
  return intent;
}

/** Links a payment intent that was paid before the invoice existed (Checkout pays first). */
export function linkInvoicePayment(
  tx: Tx,
  options: { invoice: Stripe.Invoice; intent: string },
): Stripe.InvoicePayment {
  return storePayment(tx, options);
}

/** The payment that is still to be made. */
export function openPaymentOf(tx: Tx, invoice: string): Stripe.InvoicePayment | undefined {
  return tx.list('invoice_payment', { invoice }).find((payment) => payment.status === 'open' && payment.is_default);
}

/** The invoice that an intent is to pay, with its payment. */
export function paymentOfIntent(tx: Tx, intent: string): Stripe.InvoicePayment | undefined {
  return tx.list('invoice_payment', { 'payment.payment_intent': intent })[0];
}

/** The intent that paid an invoice, where one did. */
export function paidIntent(tx: Tx, invoice: string): Stripe.PaymentIntent | null {
  const [payment] = tx.list('invoice_payment', { invoice, status: 'paid' });
  return tx.find('payment_intent', idOf(payment?.payment.payment_intent)) ?? null;
}

/** The intent that is to pay an invoice; a new one when the last was cancelled. */
export function intentToPay(tx: Tx, invoice: Stripe.Invoice): Stripe.PaymentIntent {
  const payment = openPaymentOf(tx, invoice.id);
  const intent = tx.find('payment_intent', idOf(payment?.payment.payment_intent));
  if (intent && intent.status !== 'canceled') return intent;
  return newInvoicePayment(tx, invoice);
}

/** Gives up the payment of an invoice that is void or was paid in another way. */
export function cancelOpenPayment(
  tx: Tx,
  { invoice, reason }: { invoice: string; reason: 'void_invoice' | 'automatic' },
): void {
  const payment = openPaymentOf(tx, invoice);
  if (!payment) return;
  tx.update('invoice_payment', payment.id, {
    status: 'canceled',
    status_transitions: { ...payment.status_transitions, canceled_at: tx.now(tx.find('invoice', invoice)) },
  });
  const intent = tx.find('payment_intent', idOf(payment.payment.payment_intent));
  if (intent && !['succeeded', 'canceled'].includes(intent.status)) {
    cancelPaymentIntent(tx, { paymentIntent: intent.id, reason });
  }
}
