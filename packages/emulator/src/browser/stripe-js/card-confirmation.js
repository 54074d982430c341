import { intentOf } from './client-secret.js';
import { insideOf } from './element.js';
import { followIntent, resultOf } from './follow-intent.js';
import { checkIntegration } from './integration-error.js';
import { sendRequest } from './send-request.js';

/**
 * `confirmCardPayment` and `confirmCardSetup`, for card elements and saved cards.
 *
 * @see https://docs.stripe.com/js/payment_intents/confirm_card_payment
 */
export function confirmCard(stripe, clientSecret, given, { call, prefix }) {
  const { data = {}, options = {} } = given;
  const intent = intentOf(clientSecret, { call: `stripe.${call} intent secret`, prefix });
  const { payment_method: method, ...rest } = data;
  const params = { ...rest, client_secret: clientSecret, use_stripe_sdk: true };
  const isReference = method === undefined || typeof method === 'string';
  checkIntegration(
    isReference || method.card,
    `Invalid value for ${call}: payment_method should be an id, or an object with a card.`,
  );
  const frame = !isReference && method.card.token === undefined ? cardFrame(method.card) : null;
  return confirmWithCard(stripe, { intent, params, method, frame, isHandled: options.handleActions !== false });
}

/** The frame of an element that holds a card number. */
export function cardFrame(element) {
  const { kind, frame } = insideOf(element);
  checkIntegration(
    ['card', 'cardNumber', 'payment'].includes(kind.type),
    `A card cannot be taken from an Element of type '${kind.type}'.`,
  );
  checkIntegration(
    frame,
    'We could not retrieve data from the specified Element. Please make sure the Element you are attempting to use is still mounted.',
  );
  return frame;
}

async function confirmWithCard(stripe, { intent, params, method, frame, isHandled }) {
  const answer = frame
    ? await frame.ask('send', {
        target: { path: intent.path, id: intent.id },
        params,
        data: { billing_details: method.billing_details, metadata: method.metadata },
      })
    : await sendRequest(stripe, {
        method: 'POST',
        path: `${intent.path}/${intent.id}/confirm`,
        params: {
          ...params,
          ...(typeof method === 'object'
            ? { payment_method_data: { type: 'card', ...method } }
            : { payment_method: method }),
        },
      });
  if (!isHandled) return resultOf(intent, answer);
  return followIntent(stripe, intent, { answer });
}
