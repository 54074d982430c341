import { cardError, invalidRequest } from '../../kernel/errors.ts';
import type { Handler } from '../../kernel/resource.ts';
import { confirmCheckout } from '../checkout/confirm-checkout.ts';
import { usablePaymentMethod } from '../payment_methods/new-payment-method.ts';
import { sessionView } from '../checkout/session-view.ts';
import { pageSession } from './payment-page.ts';
import { missingDetail } from './sdk-session.ts';

/**
 * Pays an open session with a payment method. Its billing details stand for what a person would type, where the page has not
 * been told before.
 *
 * @throws StripeError 402 when the card is declined; the session stays open and the failed charge stays.
 */
export const confirmPaymentPage: Handler<'POST /v1/payment_pages/:id/confirm'> = (tx, call) => {
  const { params } = call;
  const session = pageSession(tx, call);
  const { expected_amount: expected, payment_method: chosen } = params;
  if (expected !== undefined && expected !== (session.amount_total ?? 0)) {
    throw invalidRequest({
      code: 'checkout_amount_mismatch',
      message: `The expected amount ${expected} does not match the amount of the Checkout Session, ${session.amount_total ?? 0}.`,
      param: 'expected_amount',
    });
  }
  const method =
    chosen === undefined ? null : usablePaymentMethod(tx, chosen, { param: 'payment_method', customer: null });
  const missingText = call.request.isPublishable ? missingDetail(sessionView(tx, session)) : null;
  if (missingText !== null) throw invalidRequest({ message: missingText });
  const { email, name, phone, address } = method?.billing_details ?? {};
  const known = tx.get('_checkout', session.id);
  const outcome = confirmCheckout(tx, {
    session,
    ...(method ? { paymentMethod: method.id } : {}),
    ...(known.email !== null || !email ? {} : { email }),
    billingDetails: {
      name: known.name ?? name ?? null,
      phone: known.phone ?? phone ?? null,
      address: known.address ? null : (address ?? null),
    },
  });
  if (outcome.state === 'declined') {
    const { code, declineCode, message } = outcome.error;
    throw cardError({ code, message, ...(declineCode === null ? {} : { declineCode }) });
  }
  return outcome.session;
};
