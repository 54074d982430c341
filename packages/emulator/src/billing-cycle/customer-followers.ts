import type Stripe from 'stripe';
import { idOf } from '../kernel/objects.ts';
import type { Tx } from '../kernel/tx.ts';
import { endSubscription } from './end-subscription.ts';
import { changeSubscription, isOver } from './subscription-status.ts';

/** A deleted customer's subscriptions end at once. */
export function endCustomerSubscriptions(tx: Tx, customer: Stripe.Customer): void {
  for (const subscription of tx.list('subscription', { customer: customer.id })) {
    if (!isOver(subscription)) endSubscription(tx, { subscription, reason: 'cancellation_requested' });
  }
  for (const invoice of tx.list('invoice', { customer: customer.id, status: 'draft' })) {
    tx.update('invoice', invoice.id, { auto_advance: false, automatically_finalizes_at: null });
  }
}

/** A payment method that is let go is no subscription's default any more. */
export function forgetDetachedMethod(tx: Tx, paymentMethod: Stripe.PaymentMethod, customer: string): void {
  for (const subscription of tx.list('subscription', { customer })) {
    const isDefault = idOf(subscription.default_payment_method) === paymentMethod.id;
    const isSource = idOf(subscription.default_source) === paymentMethod.id;
    if (!isDefault && !isSource) continue;
    changeSubscription(tx, subscription, {
      ...(isDefault ? { default_payment_method: null } : {}),
      ...(isSource ? { default_source: null } : {}),
    });
  }
}
