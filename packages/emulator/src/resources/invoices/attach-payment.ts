import type Stripe from 'stripe';
import { attachInvoicePayment, paymentOfIntent } from '../../billing-cycle/invoice-payment.ts';
import { paymentIntentChanged } from '../../billing-cycle/payment-intent-changed.ts';
import { subscriptionIdOf } from '../../billing-cycle/store-invoice.ts';
import { invalidRequest, missingParam } from '../../kernel/errors.ts';
import { idOf } from '../../kernel/objects.ts';
import { refuseUncovered } from '../../kernel/refuse-uncovered.ts';
import type { Handler } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { notOpen } from './check-status.ts';

function refuse(message: string): Error {
  return invalidRequest({ message, param: 'payment_intent' });
}

function checkAttachable(tx: Tx, { invoice, intent }: { invoice: Stripe.Invoice; intent: Stripe.PaymentIntent }): void {
  if (idOf(intent.customer) !== idOf(invoice.customer)) {
    throw refuse(`The PaymentIntent ${intent.id} does not belong to the customer of the invoice.`);
  }
  if (intent.currency !== invoice.currency) {
    throw refuse(`The currency of the PaymentIntent must match the currency of the invoice, \`${invoice.currency}\`.`);
  }
  if (intent.status === 'canceled') throw refuse(`The PaymentIntent ${intent.id} is canceled.`);
  const known = paymentOfIntent(tx, intent.id);
  if (known) throw refuse(`The PaymentIntent ${intent.id} is already attached to the invoice ${idOf(known.invoice)}.`);
  const isPartial = intent.amount < invoice.amount_remaining;
  if (isPartial && invoice.collection_method === 'charge_automatically' && subscriptionIdOf(invoice) !== null) {
    throw refuse('A subscription that is charged automatically cannot be paid for in parts.');
  }
  if (intent.status !== 'succeeded' && intent.amount > invoice.amount_remaining) {
    throw refuse('The amount of the PaymentIntent is more than what remains to be paid of the invoice.');
  }
}

/**
 * Adds a payment intent to the payments of an open invoice; one that succeeded is credited at once.
 *
 * @see https://docs.stripe.com/invoicing/partial-payments
 */
export const attachPayment: Handler<'POST /v1/invoices/:id/attach_payment'> = (tx, { path, params }) => {
  refuseUncovered(params, ['payment_record']);
  if (params.payment_intent === undefined) throw missingParam('payment_intent');
  const invoice = tx.get('invoice', path.id);
  if (invoice.status !== 'open' && invoice.status !== 'uncollectible') throw notOpen();
  const intent = tx.get('payment_intent', params.payment_intent, { param: 'payment_intent' });
  checkAttachable(tx, { invoice, intent });
  attachInvoicePayment(tx, { invoice, intent });
  if (intent.status === 'succeeded') paymentIntentChanged(tx, intent);
  return tx.get('invoice', invoice.id);
};
