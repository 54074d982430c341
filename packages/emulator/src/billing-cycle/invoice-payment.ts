// The payments of an invoice: which payment intent is to pay it, and what became of that.
import type Stripe from 'stripe';
import { idOf } from '../kernel/objects.ts';
import type { Tx } from '../kernel/tx.ts';
import { minimumCharge } from '../money/currencies.ts';
import { paymentOptionsOf } from '../resources/payment_intents/billed-options.ts';
import { cancelPaymentIntent } from '../resources/payment_intents/cancel-payment-intent.ts';
import { newPaymentIntent } from '../resources/payment_intents/new-payment-intent.ts';
import { methodForInvoice } from './method-for-invoice.ts';
import { subscriptionIdOf } from './store-invoice.ts';

const descriptions: Record<string, string> = {
  subscription_create: 'Subscription creation',
  subscription_update: 'Subscription update',
  subscription_cycle: 'Subscription update',
};

function storePayment(
  tx: Tx,
  options: { invoice: Stripe.Invoice; intent: string; amount?: number; isDefault?: boolean },
): Stripe.InvoicePayment {
  const { invoice, intent, amount = invoice.amount_remaining, isDefault = true } = options;
  return tx.insert('invoice_payment', {
    id: tx.newId('inpay', 24),
    object: 'invoice_payment',
    amount_paid: null,
    amount_requested: amount,
    created: tx.now(invoice),
    currency: invoice.currency,
    invoice: invoice.id,
    is_default: isDefault,
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
    payment_method_options: paymentOptionsOf(invoice, subscription),
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

/** Adds a payment intent that somebody else made to the payments of an invoice. */
export function attachInvoicePayment(
  tx: Tx,
  { invoice, intent }: { invoice: Stripe.Invoice; intent: Stripe.PaymentIntent },
): Stripe.InvoicePayment {
  return storePayment(tx, { invoice, intent: intent.id, amount: intent.amount, isDefault: false });
}

/** The payments besides the invoice's own that were attached to it and are not given up. */
export function attachedPayments(tx: Tx, invoice: string): Stripe.InvoicePayment[] {
  return tx.list('invoice_payment', { invoice, is_default: false }).filter(({ status }) => status !== 'canceled');
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

/** All intents that paid something of an invoice, the first one first. */
export function paidIntents(tx: Tx, invoice: string): Stripe.PaymentIntent[] {
  return tx
    .list('invoice_payment', { invoice, status: 'paid' })
    .toReversed()
    .flatMap((payment) => tx.find('payment_intent', idOf(payment.payment.payment_intent)) ?? []);
}

/** The intent that is to pay an invoice; a new one when the last was cancelled. */
export function intentToPay(tx: Tx, invoice: Stripe.Invoice): Stripe.PaymentIntent {
  const payment = openPaymentOf(tx, invoice.id);
  const intent = tx.find('payment_intent', idOf(payment?.payment.payment_intent));
  if (intent && intent.status !== 'canceled') return intent;
  return newInvoicePayment(tx, invoice);
}

/** What is still to be paid is asked for anew; a sum too small to charge keeps no payment. */
export function lowerOpenPayment(tx: Tx, { invoice, amount }: { invoice: string; amount: number }): void {
  const payment = openPaymentOf(tx, invoice);
  const intent = tx.find('payment_intent', idOf(payment?.payment.payment_intent));
  if (!payment || !intent) return;
  if (amount < minimumCharge(intent.currency)) {
    cancelOpenPayment(tx, { invoice, reason: 'automatic' });
    return;
  }
  askFor(tx, { payment: payment.id, intent: intent.id, amount });
}

/** An invoice that owes more again asks for it; its payment is made anew where it was given up for being too small. */
export function raiseOpenPayment(tx: Tx, invoice: Stripe.Invoice): void {
  const payment = openPaymentOf(tx, invoice.id);
  const intent = tx.find('payment_intent', idOf(payment?.payment.payment_intent));
  if (payment && intent) askFor(tx, { payment: payment.id, intent: intent.id, amount: invoice.amount_remaining });
  else newInvoicePayment(tx, invoice);
}

function askFor(tx: Tx, { payment, intent, amount }: { payment: string; intent: string; amount: number }): void {
  tx.update('payment_intent', intent, { amount });
  tx.update('invoice_payment', payment, { amount_requested: amount });
}

/** Notes that a payment will not come: its intent was cancelled. */
export function cancelInvoicePayment(tx: Tx, payment: Stripe.InvoicePayment): void {
  tx.update('invoice_payment', payment.id, {
    status: 'canceled',
    status_transitions: { ...payment.status_transitions, canceled_at: tx.now(tx.find('invoice', payment.invoice)) },
  });
}

/** Gives up the payment of an invoice that is void or was paid in another way. */
export function cancelOpenPayment(
  tx: Tx,
  { invoice, reason }: { invoice: string; reason: 'void_invoice' | 'automatic' },
): void {
  const payment = openPaymentOf(tx, invoice);
  if (!payment) return;
  cancelInvoicePayment(tx, payment);
  const intent = tx.find('payment_intent', idOf(payment.payment.payment_intent));
  if (intent && !['succeeded', 'canceled', 'processing'].includes(intent.status)) {
    cancelPaymentIntent(tx, { paymentIntent: intent.id, reason });
  }
}
