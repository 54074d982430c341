import type Stripe from 'stripe';
import { openPaymentOf } from '../../billing-cycle/invoice-payment.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';

/** Whether somebody can still pay an invoice; one that was written off can be paid too. */
export function isPayable(invoice: Stripe.Invoice): boolean {
  return (invoice.status === 'open' || invoice.status === 'uncollectible') && invoice.amount_remaining > 0;
}

/** Whether a bank has been asked for the money and has not answered. */
export function isAwaitingBank(tx: Tx, { id }: Stripe.Invoice): boolean {
  const intent = idOf(openPaymentOf(tx, id)?.payment.payment_intent);
  return tx.find('payment_intent', intent)?.status === 'processing';
}
