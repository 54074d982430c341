import { errorBody } from './errors.ts';
import type { ErrorDetails } from './errors.ts';
import { isV2 } from './namespace.ts';

/** The JSON body of a refusal, as the namespace of the address has it. */
export function refusalBody(
  details: ErrorDetails,
  { url, requestId }: { url: string; requestId: string },
): { error: Record<string, unknown> } {
  return isV2(url) ? { error: v2Error(details) } : errorBody(details, requestId);
}

/** Codes that v1 has for parameters; v2 says only that fields are wrong, and which. */
const codesOfFields = new Set([
  'parameter_invalid_empty',
  'parameter_invalid_integer',
  'parameter_missing',
  'parameter_unknown',
  'url_invalid',
]);

/** An error has a `type` only where Stripe's clients make one of their own of it. */
function v2Error({ type, status, code, message, fields }: ErrorDetails): Record<string, unknown> {
  return {
    ...(type === 'idempotency_error' ? { type } : {}),
    ...(status === 429 ? { type: 'rate_limit' } : {}),
    code: v2Code({ type, status, code }),
    message,
    user_message: null,
    ...fields,
  };
}

function v2Code({ type, status, code }: Pick<ErrorDetails, 'type' | 'status'> & { code?: string | undefined }): string {
  if (type === 'idempotency_error') return 'idempotency_error';
  if (code === 'resource_missing') return status === 404 ? 'not_found' : 'invalid_fields';
  if (code !== undefined && !codesOfFields.has(code)) return code;
  if (status === 401) return 'unauthenticated';
  if (status === 404) return 'not_found';
  if (status === 429) return 'rate_limit';
  return status >= 500 ? 'internal_error' : 'invalid_fields';
}
