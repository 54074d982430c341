import type { FastifyReply } from 'fastify';
import { apiError, idempotencyError, rateLimitError } from './errors.ts';
import type { ErrorDetails } from './errors.ts';
import type { Fault } from './faults.ts';

/** How a request is refused by a fault that happens before any work; undefined for faults that do not refuse. */
export function refusalByFault(fault: Fault['do']): ErrorDetails | undefined {
  if (fault === 'rate_limit')
    return rateLimitError(
      'Request rate limit exceeded. Learn more about rate limits here https://stripe.com/docs/rate-limits.',
    ).details;
  if (fault === 'server_error') return apiError('An unknown error occurred').details;
  if (fault === 'conflict') return keyInUse('').details;
  return undefined;
}

/** What a second request meets while the first with its key is still under way. */
export function keyInUse(key: string): Error & { details: ErrorDetails } {
  const message =
    'There is currently another in-progress request using this Stripe-Idempotent-Key (that probably means you submitted ' +
    `twice, and the other request is still going through): ${key}. Feel free to retry later.`;
  return idempotencyError(message, 409, 'idempotency_key_in_use');
}

/** Breaks the connection, as if the other side had gone. */
export function resetConnection(reply: FastifyReply): FastifyReply {
  reply.hijack();
  reply.raw.socket?.resetAndDestroy();
  return reply;
}
