import type Stripe from 'stripe';
import type { Tx } from '../../kernel/tx.ts';
import { changeCustomer } from './update-customer.ts';

/** Makes an attached payment method the one that the customer's invoices are paid with. */
export function setDefaultPaymentMethod(
  tx: Tx,
  { customer, paymentMethod }: { customer: string | { id: string }; paymentMethod: string | { id: string } },
): Stripe.Customer {
  const id = typeof customer === 'string' ? customer : customer.id;
  const method = typeof paymentMethod === 'string' ? paymentMethod : paymentMethod.id;
  return changeCustomer(tx, id, { invoice_settings: { default_payment_method: method } });
}
