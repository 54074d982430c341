import { exclusiveParams } from '../../kernel/errors.ts';
import type { Reference } from '../../kernel/objects.ts';
import type { CallRequest } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { newPaymentMethodOf } from './create-payment-method.ts';
import type { PaymentMethodData } from './create-payment-method.ts';

/**
 * The payment method that a request about an intent brings: by id, or made of its data. Undefined when it brings none, and
 * `''` when it takes the intent's away.
 */
export function givenPaymentMethod(
  tx: Tx,
  { payment_method: id, payment_method_data: data }: { payment_method?: string; payment_method_data?: object },
  { request, customer }: { request: CallRequest; customer: Reference },
): string | undefined {
  if (!data) return id;
  if (id) {
    throw exclusiveParams('payment_method', 'payment_method_data');
  }
  // The `stripe` package does not declare that the data may name a card.
  return newPaymentMethodOf(tx, data as PaymentMethodData, { request, customer, prefix: 'payment_method_data' }).id;
}
