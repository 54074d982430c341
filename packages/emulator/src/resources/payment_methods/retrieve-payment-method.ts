import type Stripe from 'stripe';
import { testCardById } from '../../cards/test-cards.ts';
import type { Call } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { newCardPaymentMethod } from './new-payment-method.ts';

/** Answers a payment method; one of Stripe's own for tests (`pm_card_visa`) becomes a new one that can be attached. */
export function retrievePaymentMethod(tx: Tx, { path }: Call<object, 'id'>): Stripe.PaymentMethod {
  const isTestMethod = path.id.startsWith('pm_card_') && testCardById(path.id) !== undefined;
  return isTestMethod ? newCardPaymentMethod(tx, { card: { token: path.id } }) : tx.get('payment_method', path.id);
}
