import { hash } from 'node:crypto';
import { realNowMs } from './clock.ts';
import { idempotencyError, invalidRequest } from './errors.ts';
import { isV2 } from './namespace.ts';
import type { Store } from './store.ts';
import type { Tx } from './tx.ts';

/** The first answer to an idempotency key, which every later request with the key gets. */
export interface KeptAnswer {
  id: string;
  operation: string;
  fingerprint: string;
  request: string;
  status: number;
  body: string;
  /** The machine's own milliseconds. */
  at: number;
}

declare module './objects.ts' {
  interface StripeObjects {
    _answer: KeptAnswer;
  }
}

const dayMs = 24 * 60 * 60 * 1000;
const keptAtMost = 100_000;

export function checkIdempotencyKey(key: string): void {
  if (key.length <= 255) return;
  throw invalidRequest({
    message: `Idempotency keys can have at most 255 characters; you passed in one with ${key.length}.`,
  });
}

/** Whether answers to such requests are kept for their key: POST, and in v2 DELETE as well. */
export function keysAnswers({ method, url }: { method: string; url: string }): boolean {
  return method === 'POST' || (method === 'DELETE' && isV2(url));
}

/** In v2 a key belongs to one operation, in v1 to the whole account. */
export function scopeOfKey(key: string, operation: string): string {
  return isV2(pathOf(operation)) ? `${operation} ${key}` : key;
}

export function fingerprintOf(text: string): string {
  return hash('sha1', text);
}

/**
 * The answer that a key already has, if it is the same request.
 *
 * @throws StripeError `idempotency_error` when the key was used for something else.
 * @see https://docs.stripe.com/api/idempotent_requests
 */
export function answerKept(
  store: Store,
  { key, operation, fingerprint }: { key: string; operation: string; fingerprint: string },
): KeptAnswer | undefined {
  const kept = store.find('_answer', scopeOfKey(key, operation)) as KeptAnswer | undefined;
  if (!kept || isPast(kept, realNowMs())) return undefined;
  if (kept.operation !== operation) {
    throw idempotencyError(
      `Keys for idempotent requests can only be used for the same endpoint they were first used for ('${pathOf(operation)}' vs '${pathOf(kept.operation)}'). ` +
        `Try using a key other than '${key}' if you meant to execute a different request.`,
    );
  }
  if (kept.fingerprint === fingerprint) return kept;
  if (isV2(pathOf(operation))) {
    throw idempotencyError('An idempotent retry occurred with different request parameters.', 409);
  }
  throw idempotencyError(
    `Keys for idempotent requests can only be used with the same parameters they were first used with. ` +
      `Try using a key other than '${key}' if you meant to execute a different request.`,
  );
}

/** Keeps an answer with what it answers for, in the same transaction; answers that are too old go. */
export function keepAnswer(tx: Tx, store: Store, answer: Omit<KeptAnswer, 'at'>): void {
  const at = realNowMs();
  if (store.find('_answer', answer.id)) tx.remove('_answer', answer.id);
  tx.insert('_answer', { ...answer, at });
  const { order } = store.table('_answer');
  for (let i = 0; i < 2; i += 1) {
    const oldest = order.at(0)?.object as KeptAnswer | undefined;
    if (oldest && (order.length > keptAtMost || isPast(oldest, at))) tx.remove('_answer', oldest.id);
  }
}

/** Answers are kept for a day, in v2 for thirty. */
function isPast({ operation, at }: KeptAnswer, now: number): boolean {
  return at < now - (isV2(pathOf(operation)) ? 30 * dayMs : dayMs);
}

function pathOf(operation: string): string {
  return operation.slice(operation.indexOf(' ') + 1);
}
