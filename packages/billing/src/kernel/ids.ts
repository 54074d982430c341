import { createHash, randomBytes, randomUUID } from 'node:crypto';

/** A new id of our own, such as `ck_3f0c…`: the prefix says in a log what it names. */
export function newId(prefix: string): string {
  return `${prefix}_${randomUUID().replaceAll('-', '')}`;
}

/** An unguessable secret in hexadecimal. */
export function newSecret(bytes = 32): string {
  return randomBytes(bytes).toString('hex');
}

/**
 * An idempotency key for Stripe that can be rebuilt from what we stored. Hashed because a key must not carry personal
 * data (a user id may be an e-mail address) and is at most 255 characters long.
 * @see https://docs.stripe.com/api/idempotent_requests
 */
export function idempotencyKey(operation: string, ...parts: readonly (string | number)[]): string {
  return `purser-${operation}-${createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 40)}`;
}
