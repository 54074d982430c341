import type { ErrorCode, Problem } from '@purser/contract';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import type { Billing } from '../kernel/billing.ts';
import { BillingError } from '../kernel/errors.ts';
import { databaseErrorCode } from '../kernel/transact.ts';
import { refusalFromStripe } from './stripe-refusal.ts';

/** Answers whatever a route threw as a problem document. What is no refusal is logged whole and answered without detail. */
export function sendProblem(
  billing: Billing,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const refusal = asRefusal(error);
  const request_id = request.id;
  if (refusal.status >= 500)
    billing.log.error({ request_id, code: refusal.code, err: refusal.cause ?? error }, 'a request failed');
  else billing.log.info({ request_id, code: refusal.code }, 'a request was refused');
  const problem: Problem = {
    type: 'about:blank',
    title: titleOf(refusal.code),
    status: refusal.status,
    code: refusal.code,
    detail: refusal.message,
    request_id,
    ...refusal.extra,
  };
  if (refusal.code === 'unauthenticated') reply.header('www-authenticate', 'Bearer');
  if (refusal.status === 503) reply.header('retry-after', '5');
  return reply.status(refusal.status).type('application/problem+json').send(JSON.stringify(problem));
}

function asRefusal(error: unknown): BillingError {
  if (error instanceof BillingError) return error;
  if (hasZodFastifySchemaValidationErrors(error)) {
    const errors = error.validation.map(({ instancePath, message }) => ({
      field: instancePath.replace(/^\//, '').replaceAll('/', '.') || (error.validationContext ?? 'body'),
      message: message ?? 'is not valid',
    }));
    const first = errors[0];
    return new BillingError('invalid_request', `Check ${first?.field ?? 'the request'}: ${first?.message ?? ''}`, {
      errors,
    });
  }
  return refusalFromStripe(error) ?? refusalFromServer(error) ?? internalError(error);
}

/** Fastify's own refusals, and the database's when it does not answer. */
function refusalFromServer(error: unknown): BillingError | null {
  const { code, statusCode } = (error ?? {}) as Partial<FastifyError>;
  if (statusCode === 413) return new BillingError('payload_too_large', 'The request is larger than Purser accepts.');
  if (statusCode === 415 || (code ?? '').startsWith('FST_ERR_CTP'))
    return new BillingError('invalid_request', 'Send the body as application/json.');
  if (statusCode === 400 && error instanceof Error)
    return new BillingError('invalid_request', 'The request is not valid.');
  // SQLSTATE classes 08 (connection), 53 (resources) and 57 (operator intervention), and refused connections.
  if (/^(?:08|53|57)/.test(databaseErrorCode(error) ?? '') || code === 'ECONNREFUSED')
    return new BillingError('unavailable', 'The database does not answer. Try again shortly.', { cause: error });
  return null;
}

function internalError(error: unknown): BillingError {
  return new BillingError(
    'internal_error',
    'Something went wrong on our side. Try again; if it stays, tell support the request id.',
    { cause: error },
  );
}

function titleOf(code: ErrorCode): string {
  const words = code.replaceAll('_', ' ');
  return words[0]?.toUpperCase() + words.slice(1);
}
