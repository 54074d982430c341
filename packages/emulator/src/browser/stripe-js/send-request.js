/**
 * Asks the emulator's API as Stripe.js does: with the publishable key, in the form that the API takes.
 *
 * @returns `{ value }`, or `{ error }` in Stripe's shape, also when nobody answers. It never rejects.
 */
export async function sendRequest({ origin, key }, { method, path, params }) {
  const form = new URLSearchParams(formEntries(params));
  const isRead = method === 'GET';
  try {
    const response = await fetch(`${origin}${path}${isRead && form.size > 0 ? `?${form}` : ''}`, {
      method,
      headers: { authorization: `Bearer ${key}` },
      ...(isRead ? {} : { body: form }),
    });
    const answer = await response.json();
    return response.ok ? { value: answer } : { error: answer.error };
  } catch {
    const message =
      'We are experiencing issues connecting to our payments provider. You have not been charged. Please check your internet connection and try again.';
    return { error: { type: 'api_connection_error', message } };
  }
}

/** `{ card: { cvc: '1' } }` is `card[cvc]=1`. What is undefined or null is not sent. */
function formEntries(value, name = '') {
  if (value === undefined || value === null) return [];
  if (typeof value !== 'object') return [[name, String(value)]];
  return Object.entries(value).flatMap(([key, part]) => formEntries(part, name === '' ? key : `${name}[${key}]`));
}
