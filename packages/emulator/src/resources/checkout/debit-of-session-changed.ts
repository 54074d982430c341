import type Stripe from 'stripe';
import type { Tx } from '../../kernel/tx.ts';
import { isBankDebit } from '../payment_methods/bank-account-facts.ts';

/**
 * The bank answered the debit that a completed session waited for.
 *
 * @see https://docs.stripe.com/payments/checkout/fulfill-orders#delayed-notification
 */
export function debitOfSessionChanged(tx: Tx, intent: Stripe.PaymentIntent): void {
  if (intent.status !== 'succeeded' && intent.status !== 'requires_payment_method') return;
  const paidWith = tx.find('charge', intent.latest_charge)?.payment_method_details;
  if (!paidWith || !isBankDebit(paidWith)) return;
  const [facts] = tx.list('_checkout', { intent: intent.id });
  const session = tx.find('checkout.session', facts?.id);
  if (session?.status !== 'complete' || session.payment_status !== 'unpaid') return;
  if (intent.status === 'succeeded') {
    const paid = tx.update('checkout.session', session.id, { payment_status: 'paid' });
    tx.emit('checkout.session.async_payment_succeeded', paid);
  } else {
    tx.emit('checkout.session.async_payment_failed', session);
  }
}
