import type Stripe from 'stripe';
import { idOf } from '../kernel/objects.ts';
import type { Tx } from '../kernel/tx.ts';
import { fitsCurrency } from '../resources/payment_intents/method-types.ts';
import { subscriptionIdOf } from './store-invoice.ts';

type Payer = Pick<Stripe.Subscription, 'default_payment_method' | 'default_source'> | undefined;

/** The payment method of a customer that a subscription falls back on, or its own; null when there is none. */
export function methodForCustomer(
  tx: Tx,
  { customer, subscription }: { customer: string; subscription?: Payer },
): string | null {
  const payer = tx.find('customer', customer);
  return (
    idOf(subscription?.default_payment_method) ??
    idOf(subscription?.default_source) ??
    idOf(payer?.invoice_settings.default_payment_method) ??
    idOf(payer?.default_source)
  );
}

/**
 * What an invoice is paid with: its own method, then the subscription's, then the customer's. A bank account that cannot be
 * debited in its currency counts as none.
 *
 * @see https://docs.stripe.com/billing/subscriptions/payment-methods-setting
 */
export function methodForInvoice(tx: Tx, invoice: Stripe.Invoice): string | null {
  const subscription = tx.find('subscription', subscriptionIdOf(invoice));
  const customer = idOf(invoice.customer) ?? '';
  const method =
    idOf(invoice.default_payment_method) ??
    idOf(invoice.default_source) ??
    methodForCustomer(tx, { customer, ...(subscription ? { subscription } : {}) });
  const type = tx.find('payment_method', method)?.type ?? 'card';
  // A bank account of the older API that nobody verified is no payment method yet.
  const isVerified = (tx.find('bank_account', method)?.status ?? 'verified') === 'verified';
  return isVerified && fitsCurrency(type, invoice.currency) ? method : null;
}
