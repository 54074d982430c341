import { cardFrame } from './card-confirmation.js';
import { billingDetailsOf, checkSubmitted, paymentFrame, shippingOf } from './confirm-intent.js';
import { groupOf } from './elements.js';
import { checkIntegration, IntegrationError } from './integration-error.js';
import { sendRequest } from './send-request.js';

/**
 * In each of its three forms: of a group of elements, of a card element, of a card element the old way.
 *
 * @see https://docs.stripe.com/js/payment_methods/create_payment_method
 */
export function createPaymentMethod(stripe, given, element, details) {
  if (typeof given === 'string') return createPaymentMethod(stripe, { type: given, card: element, ...details });
  if (given?.elements) {
    const { elements, params = {} } = given;
    const group = groupOf(elements);
    checkSubmitted(group, 'createPaymentMethod');
    const data = { ...params, billing_details: billingDetailsOf(group, params.billing_details) };
    return made('paymentMethod', paymentFrame(group).ask('send', { target: { path: '/v1/payment_methods' }, data }));
  }
  const { type, card, ...data } = given ?? {};
  checkIntegration(type === 'card' && card, 'This emulator makes payment methods of type card, of an Element.');
  if (card.token === undefined) {
    return made('paymentMethod', cardFrame(card).ask('send', { target: { path: '/v1/payment_methods' }, data }));
  }
  const params = { ...data, type, card };
  return made('paymentMethod', sendRequest(stripe, { method: 'POST', path: '/v1/payment_methods', params }));
}

/** @see https://docs.stripe.com/js/confirmation_tokens/create_confirmation_token */
export function createConfirmationToken(stripe, { elements, params = {} } = {}) {
  const group = groupOf(elements);
  checkSubmitted(group, 'createConfirmationToken');
  const { payment_method_data: data, ...rest } = params;
  const shipping = rest.shipping ?? shippingOf(group);
  const { setupFutureUsage } = group.options;
  return made(
    'confirmationToken',
    paymentFrame(group).ask('send', {
      target: { path: '/v1/confirmation_tokens' },
      params: { ...rest, shipping, setup_future_usage: setupFutureUsage, use_stripe_sdk: true },
      data: { ...data, billing_details: billingDetailsOf(group, data?.billing_details) },
    }),
  );
}

/** @see https://docs.stripe.com/js/tokens/create_token */
export function createToken(element, data = {}) {
  if (typeof element === 'string') {
    throw new IntegrationError(`This emulator makes tokens of a card Element, not of '${element}'.`);
  }
  return made('token', cardFrame(element).ask('send', { target: { path: '/v1/tokens' }, data }));
}

async function made(name, answering) {
  const { value, error } = await answering;
  return error ? { error } : { [name]: value };
}
