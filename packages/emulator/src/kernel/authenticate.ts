import { invalidRequest } from './errors.ts';

const help =
  'See https://stripe.com/docs/api#authentication for details, or we can help at https://support.stripe.com/.';

/**
 * Accepts any test key of twelve characters or more, as Bearer token or as Basic user name. There is one account.
 *
 * @returns Whether the key is a publishable one.
 * @throws StripeError 401 without a key, with one that is no test key, and with a live one.
 */
export function authenticate(authorization: string | undefined): { isPublishable: boolean } {
  const key = keyOf(authorization);
  if (!key) {
    throw invalidRequest({
      status: 401,
      isUnlogged: true,
      message:
        'You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth ' +
        `(e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). ${help}`,
    });
  }
  if (/^(?:sk|rk|pk)_live_/.test(key)) {
    throw invalidRequest({
      status: 401,
      isUnlogged: true,
      message: `Invalid API Key provided: ${concealed(key)}. This is a test server: it takes no live keys. If this key is real, roll it, for it left its place.`,
    });
  }
  if (key.length < 12 || !/^(?:sk|rk|pk)_test_[A-Za-z0-9_]+$/.test(key)) {
    throw invalidRequest({ status: 401, isUnlogged: true, message: `Invalid API Key provided: ${concealed(key)}` });
  }
  return { isPublishable: key.startsWith('pk_') };
}

/** Whether this is the key of a server, to which everything may be shown. */
export function isSecretKey(authorization: string | undefined): boolean {
  return /^[sr]k_/.test(keyOf(authorization) ?? '');
}

export function refusePublishable(): never {
  throw invalidRequest({
    status: 403,
    code: 'secret_key_required',
    message:
      'This API call cannot be made with a publishable API key. Please use a secret API key. You can find a list of your ' +
      'API keys at https://dashboard.stripe.com/account/apikeys.',
  });
}

/** What an operation is called with that takes no API key; `''` for nothing. */
export function tokenOf(authorization: string | undefined): string {
  return keyOf(authorization) ?? '';
}

function keyOf(authorization: string | undefined): string | undefined {
  if (!authorization) return undefined;
  const [scheme = '', rest = ''] = authorization.split(/ +/, 2);
  if (/^bearer$/i.test(scheme)) return rest;
  if (!/^basic$/i.test(scheme)) return undefined;
  return Buffer.from(rest, 'base64').toString('utf8').split(':', 1)[0];
}

function concealed(key: string): string {
  const prefix = /^[a-z]+_[a-z]+_/.exec(key)?.[0] ?? key.slice(0, 2);
  const tail = key.length - prefix.length > 8 ? key.slice(-4) : '';
  return `${prefix}${'*'.repeat(Math.min(20, Math.max(4, key.length - prefix.length - tail.length)))}${tail}`;
}
