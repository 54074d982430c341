import type Stripe from 'stripe';
import { collectInvoice } from '../../billing-cycle/collect-invoice.ts';
import { finalizeInvoice } from '../../billing-cycle/finalize-invoice.ts';
import { paidIntent } from '../../billing-cycle/invoice-payment.ts';
import { methodForInvoice } from '../../billing-cycle/method-for-invoice.ts';
import { settleInvoice } from '../../billing-cycle/settle-invoice.ts';
import {
  followDebitedInvoice,
  followFailedInvoice,
  followPaidInvoice,
} from '../../billing-cycle/subscription-status.ts';
import { exclusiveParams, invalidRequest, StripeError } from '../../kernel/errors.ts';
import { idOf } from '../../kernel/objects.ts';
import { refuseUncovered } from '../../kernel/refuse-uncovered.ts';
import type { Handler } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { usablePaymentMethod } from '../payment_methods/new-payment-method.ts';

function checkPayable(invoice: Stripe.Invoice): void {
  if (invoice.status === 'paid') {
    throw invalidRequest({ message: 'Invoice is already paid' });
  }
  if (invoice.status === 'void') {
    throw invalidRequest({ message: 'This invoice is void and can no longer be paid.' });
  }
}

/** The customer's bank wants to see the customer: the API's caller must bring both together. */
function needsAction(invoice: Stripe.Invoice): StripeError {
  return new StripeError({
    type: 'card_error',
    status: 402,
    code: 'invoice_payment_intent_requires_action',
    message: `This payment requires additional user action before it can be completed successfully. Payment can be completed using the PaymentIntent associated with the invoice ${invoice.id}.`,
    keep: true,
  });
}

function payWithMethod(
  tx: Tx,
  { invoice: open, params }: { invoice: Stripe.Invoice; params: Stripe.InvoicePayParams },
): Stripe.Invoice {
  if (params.payment_method !== undefined && params.source !== undefined) {
    throw exclusiveParams('payment_method', 'source');
  }
  const given = params.payment_method ?? params.source;
  const customer = idOf(open.customer) ?? '';
  const method =
    given === undefined
      ? methodForInvoice(tx, open)
      : usablePaymentMethod(tx, given, { param: params.source === undefined ? 'payment_method' : 'source', customer })
          .id;
  if (method === null) {
    throw invalidRequest({
      code: 'resource_missing',
      message:
        'There is no `default_payment_method` set on this Customer or Invoice. Please set a default payment method or pass one with the request.',
    });
  }
  const { invoice, outcome, error } = collectInvoice(tx, {
    invoice: open,
    attempt: 'manual',
    isOffSession: params.off_session ?? true,
    method,
  });
  if (outcome === 'paid') {
    followPaidInvoice(tx, { invoice, intent: paidIntent(tx, invoice.id) });
    return tx.get('invoice', invoice.id);
  }
  if (outcome === 'processing') {
    followDebitedInvoice(tx, invoice);
    return invoice;
  }
  followFailedInvoice(tx, invoice);
  throw outcome === 'failed' && error ? error : needsAction(invoice);
}

/**
 * Pays an invoice; a draft is finalized first.
 *
 * @throws StripeError 402 when the payment fails; the failed try is kept.
 * @see https://docs.stripe.com/api/invoices/pay
 */
export const payInvoice: Handler<'POST /v1/invoices/:id/pay'> = (tx, { path, params }) => {
  refuseUncovered(params, ['mandate']);
  const found = tx.get('invoice', path.id);
  checkPayable(found);
  const open = found.status === 'draft' ? finalizeInvoice(tx, { invoice: found }) : found;
  if (open.status === 'paid' || params.paid_out_of_band) {
    const invoice = open.status === 'paid' ? open : settleInvoice(tx, { invoice: open, intent: null, outOfBand: true });
    followPaidInvoice(tx, { invoice, intent: null });
    return tx.get('invoice', invoice.id);
  }
  return payWithMethod(tx, { invoice: open, params });
};
