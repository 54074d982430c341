import { invalidRequest, missing } from '../../kernel/errors.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Handler } from '../../kernel/resource.ts';
import { usableCustomerSession } from '../customer_sessions/use-customer-session.ts';
import { detachPaymentMethod } from '../payment_methods/attach-payment-method.ts';

/** The customer takes a saved card away, where their session lets them. */
export const detachFromElement: Handler<'POST /v1/elements/payment_methods/:id/detach'> = (tx, { path, params }) => {
  const { customer, components } = usableCustomerSession(tx, params.customer_session_client_secret);
  const method = tx.get('payment_method', path.id);
  if (idOf(method.customer) !== customer) throw missing('payment_method', path.id);
  if (components.payment_element.features?.payment_method_remove !== 'enabled') {
    throw invalidRequest({ message: 'This customer session does not allow to remove payment methods.' });
  }
  return detachPaymentMethod(tx, { paymentMethod: method });
};
