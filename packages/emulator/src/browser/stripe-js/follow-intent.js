import { showChallenge } from './challenge.js';
import { sendRequest } from './send-request.js';

/** A browser that leaves the page has no result to tell. */
const leavingPage = new Promise(() => undefined);

export function retrieveIntent(stripe, intent) {
  const params = { client_secret: intent.clientSecret };
  return sendRequest(stripe, { method: 'GET', path: `${intent.path}/${intent.id}`, params });
}

/** The result of a call about an intent, in the words of Stripe.js: `{ paymentIntent }` or `{ error }`. */
export function resultOf(intent, { value, error }) {
  return error ? { error } : { [intent.name]: value };
}

/**
 * Goes on with an intent that the API answered: asks the customer's bank if it wants to be asked, then stays or leaves.
 *
 * @param returnUrl Where a page that does not stay goes to.
 */
export async function followIntent(stripe, intent, { answer, returnUrl, redirect = 'if_required' }) {
  const followed = await passChallenge(stripe, intent, answer);
  if (followed.error) return { error: followed.error };
  if (redirect === 'always' && returnUrl) return leave(addressWithOutcome(intent, followed.value, returnUrl));
  return resultOf(intent, followed);
}

async function passChallenge(stripe, intent, answer) {
  const { value } = answer;
  if (value?.status !== 'requires_action') return answer;
  if (value.next_action.type === 'redirect_to_url') return leave(value.next_action.redirect_to_url.url);
  await showChallenge(value.id);
  const after = await retrieveIntent(stripe, intent);
  const failure = after.value?.last_payment_error ?? after.value?.last_setup_error;
  return failure ? { error: { ...failure, [intent.query]: after.value } } : after;
}

function leave(address) {
  location.assign(address);
  return leavingPage;
}

/** @see https://docs.stripe.com/payments/accept-a-payment#handle-post-payment-events */
function addressWithOutcome(intent, { id, status }, returnUrl) {
  const url = new URL(returnUrl);
  url.searchParams.set(intent.query, id);
  url.searchParams.set(`${intent.query}_client_secret`, intent.clientSecret);
  const outcomes = { processing: 'processing', requires_capture: 'succeeded', succeeded: 'succeeded' };
  url.searchParams.set('redirect_status', outcomes[status] ?? 'failed');
  return url.href;
}
