import { intentOf } from './client-secret.js';
import { insideOf } from './element.js';
import { groupOf } from './elements.js';
import { followIntent, retrieveIntent } from './follow-intent.js';
import { checkIntegration } from './integration-error.js';
import { sendRequest } from './send-request.js';

/**
 * `confirmPayment` and `confirmSetup`. What is wrong with the call is thrown at once; everything else resolves.
 *
 * @see https://docs.stripe.com/js/payment_intents/confirm_payment
 */
export function confirmIntent(stripe, options, { call, prefix }) {
  checkIntegration(options && typeof options === 'object', `stripe.${call}() takes an object.`);
  const { elements, confirmParams = {}, redirect = 'always' } = options;
  const group = elements && groupOf(elements);
  const intent = intentOf(options.clientSecret ?? group?.options.clientSecret, {
    call: `stripe.${call}(): clientSecret`,
    prefix,
  });
  checkIntegration(
    ['always', 'if_required'].includes(redirect),
    `stripe.${call}(): redirect is 'always' or 'if_required'.`,
  );
  checkIntegration(
    redirect === 'if_required' || confirmParams.return_url,
    `stripe.${call}() must be called with a valid confirmParams.return_url, or with redirect: 'if_required'.`,
  );
  const isGiven = confirmParams.payment_method || confirmParams.confirmation_token;
  checkIntegration(group || isGiven, `stripe.${call}(): pass elements, or a payment method in confirmParams.`);
  if (group && !isGiven) checkSubmitted(group, call);
  return confirmWithElements(stripe, { group: isGiven ? undefined : group, intent, confirmParams, redirect });
}

/** Where the page named no intent when it made the elements, it must let them be checked before it makes one. */
export function checkSubmitted({ options, isSubmitted }, call) {
  checkIntegration(
    options.clientSecret || isSubmitted,
    `elements.submit() must be called and resolve before stripe.${call}().`,
  );
}

async function confirmWithElements(stripe, { group, intent, confirmParams, redirect }) {
  const answer = await sendConfirmation(stripe, { group, intent, confirmParams });
  return followIntent(stripe, intent, { answer, returnUrl: confirmParams.return_url, redirect });
}

async function sendConfirmation(stripe, { group, intent, confirmParams }) {
  const params = { ...confirmParams, client_secret: intent.clientSecret, use_stripe_sdk: true };
  if (!group) return sendRequest(stripe, { method: 'POST', path: `${intent.path}/${intent.id}/confirm`, params });
  const mismatch = await differenceFromIntent(stripe, group, intent);
  if (mismatch) return { error: mismatch };
  const shipping = confirmParams.shipping ?? shippingOf(group);
  const { payment_method_data: data, ...rest } = params;
  return paymentFrame(group).ask('send', {
    target: { path: intent.path, id: intent.id },
    params: { ...rest, ...(shipping && intent.name === 'paymentIntent' ? { shipping } : {}) },
    data: { ...data, billing_details: billingDetailsOf(group, data?.billing_details) },
  });
}

/** @throws IntegrationError when no Payment Element shows. */
export function paymentFrame({ members }) {
  const element = members.get('payment');
  const frame = element && insideOf(element).frame;
  checkIntegration(frame, 'Invalid value for elements: it should have a mounted Payment Element.');
  return frame;
}

/** What the other elements of a group, and the page itself, say of whoever pays. */
export function billingDetailsOf({ members }, given = {}) {
  const address = members.get('address') && insideOf(members.get('address'));
  const billing = address?.options.mode === 'billing' ? address.latest.value : undefined;
  const email = members.get('linkAuthentication') && insideOf(members.get('linkAuthentication')).latest.value?.email;
  return { ...(email ? { email } : {}), ...billing, ...given, address: { ...billing?.address, ...given.address } };
}

export function shippingOf({ members }) {
  const address = members.get('address') && insideOf(members.get('address'));
  return address?.options.mode === 'shipping' && address.latest.complete ? address.latest.value : undefined;
}

/** Elements that were made before their intent must have been made for its sum. */
async function differenceFromIntent(stripe, { options }, intent) {
  if (options.clientSecret || options.mode === 'setup' || intent.name !== 'paymentIntent') return null;
  const { value, error } = await retrieveIntent(stripe, intent);
  if (error) return error;
  for (const field of ['amount', 'currency']) {
    if (value[field] === options[field]) continue;
    const message = `The provided ${field} (${options[field]}) does not match the ${field} of the PaymentIntent (${value[field]}).`;
    return { type: 'invalid_request_error', code: 'payment_intent_unexpected_state', message, payment_intent: value };
  }
  return null;
}
