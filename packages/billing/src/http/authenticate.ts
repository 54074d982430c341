import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload, type JWTVerifyOptions } from 'jose';
import { BillingError } from '../kernel/errors.ts';
import type { Billing } from '../kernel/billing.ts';
import { realTime } from '../kernel/clock.ts';
import { tokenSecret } from '../kernel/installation.ts';
import type { User } from './user.ts';

type Verify = (token: string) => Promise<JWTPayload>;

/**
 * Reads `Authorization: Bearer …`: HS256 with PURSER_JWT_SECRET, or a key of PURSER_JWKS_URL.
 * Tokens live in real time, also in a sandbox whose clock was moved.
 */
export function createAuthenticator(
  billing: Billing,
): (header: string | undefined, locale: string | null) => Promise<User> {
  const verify = createVerifier(billing);
  return async (header, locale) => {
    const token = /^Bearer +(\S+)$/i.exec(header ?? '')?.[1];
    if (token === undefined) throw new BillingError('unauthenticated', 'Sign in first: the request carries no token.');
    try {
      return userFromClaims(await verify(token), locale);
    } catch (error) {
      if (error instanceof errors.JWTExpired)
        throw new BillingError('unauthenticated', 'Your session has expired. Sign in again.', { cause: error });
      if (error instanceof errors.JWKSTimeout || isFetchFailure(error))
        throw new BillingError('unavailable', 'Sign-in cannot be checked at the moment. Try again shortly.', {
          cause: error,
        });
      if (error instanceof errors.JOSEError)
        throw new BillingError('unauthenticated', 'The token is not valid here. Sign in again.', { cause: error });
      throw error;
    }
  };
}

function createVerifier(billing: Billing): Verify {
  const { issuer, audience, jwksUrl } = billing.settings.auth;
  const options: JWTVerifyOptions = {
    requiredClaims: ['sub', 'exp'],
    clockTolerance: 5,
    ...(issuer === null ? {} : { issuer }),
    ...(audience === null ? {} : { audience }),
  };
  const secret = tokenSecret(billing);
  const key = secret === null ? null : new TextEncoder().encode(secret);
  const keySet = jwksUrl === null ? null : createRemoteJWKSet(new URL(jwksUrl), { timeoutDuration: 5000 });
  return async (token) => {
    const now = { currentDate: realTime.now() };
    // The algorithms are fixed for each kind of key: a token must not choose how it is checked.
    if (keySet !== null && !isSymmetric(token)) {
      const algorithms = [
        'RS256',
        'RS384',
        'RS512',
        'PS256',
        'PS384',
        'PS512',
        'ES256',
        'ES384',
        'ES512',
        'EdDSA',
        'Ed25519',
      ];
      return (await jwtVerify(token, keySet, { ...options, ...now, algorithms })).payload;
    }
    if (key === null) throw new errors.JWSInvalid('no key for this algorithm');
    return (await jwtVerify(token, key, { ...options, ...now, algorithms: ['HS256'] })).payload;
  };
}

function isSymmetric(token: string): boolean {
  const header = Buffer.from(token.split('.')[0] ?? '', 'base64url').toString('utf8');
  return /"alg"\s*:\s*"HS/.test(header);
}

function userFromClaims(claims: JWTPayload, browserLocale: string | null): User {
  const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
  const id = text(claims.sub);
  if (id === null || id.length > 255) throw new errors.JWTInvalid('sub must be 1 to 255 characters');
  return {
    id,
    // An address that its owner has not confirmed may be a stranger's: no mail goes there.
    email: claims['email_verified'] === false ? null : text(claims['email']),
    name: text(claims['name']),
    roles: Array.isArray(claims['roles'])
      ? claims['roles'].filter((role): role is string => typeof role === 'string')
      : [],
    accountType: text(claims['account_type']) ?? 'individual',
    locale: text(claims['locale']) ?? browserLocale,
  };
}

function isFetchFailure(error: unknown): boolean {
  return error instanceof TypeError || (error instanceof errors.JOSEError && error.code === 'ERR_JOSE_GENERIC');
}

/** The first language of an `Accept-Language` header, if it is a tag that Stripe would take. */
export function preferredLocale(header: string | undefined): string | null {
  return /^\s*([a-z]{2}(?:-[A-Z]{2})?)\b/.exec(header ?? '')?.[1] ?? null;
}
