import { invalidRequest } from '../../kernel/errors.ts';
import type { Tx } from '../../kernel/tx.ts';
import type { KeptCustomerSession } from './create-customer-session.ts';

/**
 * The customer session that a browser names.
 *
 * @throws StripeError when there is none of that secret, or it has expired.
 */
export function usableCustomerSession(tx: Tx, secret: string): KeptCustomerSession['session'] {
  const param = 'customer_session_client_secret';
  const kept = tx.find('_customer_session', secret);
  if (!kept) throw invalidRequest({ param, message: 'No such customer session.', code: 'resource_missing' });
  if (kept.session.expires_at <= tx.now(kept.session)) {
    throw invalidRequest({ param, message: 'The customer session has expired. Create a new one.' });
  }
  return kept.session;
}
