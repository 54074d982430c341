import type Stripe from 'stripe';
import { collectInvoice } from '../../billing-cycle/collect-invoice.ts';
import { openPaymentOf, paidIntent } from '../../billing-cycle/invoice-payment.ts';
import {
  followDebitedInvoice,
  followFailedInvoice,
  followPaidInvoice,
} from '../../billing-cycle/subscription-status.ts';
import { StripeError } from '../../kernel/errors.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import { declineOf, type Decline } from '../checkout/decline.ts';

export interface PageOutcome {
  state: 'paid' | 'processing' | 'requires_action' | 'declined';
  invoice: Stripe.Invoice;
  /** The payment intent to authenticate. */
  intent?: string;
  error?: Decline;
}

/** Pays an open invoice with its customer there, as the hosted invoice page does. Keeps what a decline leaves behind. */
export function payInvoiceFromPage(
  tx: Tx,
  { invoice: id, paymentMethod }: { invoice: string; paymentMethod: string },
): PageOutcome {
  const open = tx.get('invoice', id);
  if (open.status === 'paid') return { state: 'paid', invoice: open };
  const { invoice, outcome, error } = collectInvoice(tx, {
    invoice: open,
    attempt: 'manual',
    isOffSession: false,
    method: paymentMethod,
  });
  if (outcome === 'paid') {
    followPaidInvoice(tx, { invoice, intent: paidIntent(tx, id) });
    return { state: 'paid', invoice: tx.get('invoice', id) };
  }
  if (outcome === 'processing') {
    followDebitedInvoice(tx, invoice);
    return { state: 'processing', invoice };
  }
  if (outcome === 'requires_action') {
    const intent = idOf(openPaymentOf(tx, id)?.payment.payment_intent) ?? '';
    return { state: 'requires_action', invoice, intent };
  }
  followFailedInvoice(tx, invoice);
  const refusal =
    error ??
    new StripeError({ type: 'card_error', status: 402, code: 'card_declined', message: 'Your card was declined.' });
  return { state: 'declined', invoice: tx.get('invoice', id), error: declineOf(refusal) };
}
