import type { FastifyRequest } from 'fastify';
import type { FormValues } from './form-fields.ts';

/** The fields of a posted form; of a name that comes twice, the last. */
export function postedForm(request: FastifyRequest): FormValues {
  const body = request.body;
  return typeof body === 'string' ? Object.fromEntries(new URLSearchParams(body)) : {};
}

/** A path of these pages that a link may send a person back to; anything else is null, so no link leads elsewhere. */
export function ownPath(path: unknown): string | null {
  return typeof path === 'string' && /^\/(c\/pay|p\/session|i)\/[\w-]+(\/[\w-]+)*$/.test(path) ? path : null;
}
