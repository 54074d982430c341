import { checkIntegration } from './integration-error.js';
import { sendRequest } from './send-request.js';

/**
 * A Checkout Session as a browser may see and change it. Every answer is `{ value }`, a payment page whose `session` is in the
 * words of Stripe.js, or `{ error }`.
 */
export function openPaymentPage(stripe, clientSecret) {
  const id = /^(cs_\w+?)_secret_\w+$/.exec(clientSecret)?.[1];
  checkIntegration(
    id,
    `Invalid value for clientSecret: it should be the client_secret of a Checkout Session. You specified: ${clientSecret}.`,
  );
  const send = (path, params) =>
    sendRequest(stripe, {
      method: 'POST',
      path: `/v1/payment_pages/${id}${path}`,
      params: { ...params, client_secret: clientSecret },
    });
  return {
    id,
    read: () => send('/init'),
    update: (change) => send('', change),
    confirm: (paymentMethod) => send('/confirm', { payment_method: paymentMethod }),
    proceed: () => send('/continue'),
  };
}
