import type Stripe from 'stripe';
import { idOf } from '../kernel/objects.ts';
import type { Tx } from '../kernel/tx.ts';
import { moveBalance } from '../resources/customers/balance-transactions.ts';
import { reinstateCredits } from './apply-credits.ts';
import { subscriptionFacts } from './facts.ts';
import { cancelOpenPayment } from './invoice-payment.ts';
import { subscriptionIdOf } from './store-invoice.ts';

/** What a void invoice took from or gave to the customer's balance goes back. */
function returnBalance(tx: Tx, invoice: Stripe.Invoice): void {
  const customer = idOf(invoice.customer);
  const moved = (invoice.ending_balance ?? invoice.starting_balance) - invoice.starting_balance;
  if (moved === 0 || !tx.find('customer', customer)) return;
  moveBalance(tx, { customer: customer ?? '', amount: -moved, type: 'unapplied_from_invoice', invoice: invoice.id });
}

/** Time that a void invoice billed was not debited after all, so nothing is credited for it. */
function forgetVoidedDebits(tx: Tx, invoice: Stripe.Invoice): void {
  const subscription = subscriptionIdOf(invoice);
  if (subscription === null || !tx.find('_subscription', subscription)) return;
  const { debits } = subscriptionFacts(tx, subscription);
  const kept = Object.entries(debits).map(
    ([item, all]) => [item, all.filter((debit) => debit.billed?.invoice !== invoice.id)] as const,
  );
  tx.update('_subscription', subscription, { debits: Object.fromEntries(kept) });
}

/** Voids an open or uncollectible invoice. Its subscription's status stays as it is. */
export function voidInvoice(tx: Tx, invoice: Stripe.Invoice): Stripe.Invoice {
  cancelOpenPayment(tx, { invoice: invoice.id, reason: 'void_invoice' });
  returnBalance(tx, invoice);
  reinstateCredits(tx, invoice);
  forgetVoidedDebits(tx, invoice);
  const voided = tx.update('invoice', invoice.id, {
    status: 'void',
    auto_advance: false,
    next_payment_attempt: null,
    status_transitions: { ...invoice.status_transitions, voided_at: tx.now(invoice) },
  });
  tx.emit('invoice.updated', voided, invoice);
  tx.emit('invoice.voided', voided);
  return voided;
}
