import { cardError } from '../../kernel/errors.ts';
import type { Handler } from '../../kernel/resource.ts';
import { completeCheckoutAfterAuthentication } from '../checkout/confirm-checkout.ts';
import { pageSession, paymentPage } from './payment-page.ts';

/**
 * Goes on after the customer's bank has answered.
 *
 * @throws StripeError 402 when it did not know the customer, or the card was declined; the session stays open.
 */
export const continuePaymentPage: Handler<'POST /v1/payment_pages/:id/continue'> = (tx, { path, params, request }) => {
  const session = pageSession(tx, { path, params, request });
  const outcome = completeCheckoutAfterAuthentication(tx, { session });
  if (outcome.state !== 'declined') return paymentPage(tx, outcome.session);
  const { code, declineCode, message } = outcome.error;
  throw cardError({ code, message, ...(declineCode === null ? {} : { declineCode }) });
};
