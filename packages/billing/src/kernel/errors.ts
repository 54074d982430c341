import { errorStatus, type ErrorCode } from '@purser/contract';

/**
 * A refusal: something the caller asked for that billing will not do, with a code of `contract`'s list. Everything
 * else that is thrown is a bug or an outage and is left to rise.
 */
export class BillingError extends Error {
  readonly code: ErrorCode;
  /** Fields of the problem document beside the usual ones: `decline_code`, `errors`. */
  readonly extra: { readonly decline_code?: string; readonly errors?: { field: string; message: string }[] };

  /** @param detail A sentence that a person can act on. */
  constructor(code: ErrorCode, detail: string, options: ErrorOptions & Partial<BillingError['extra']> = {}) {
    const { cause, ...extra } = options;
    super(detail, cause === undefined ? undefined : { cause });
    this.name = 'BillingError';
    this.code = code;
    this.extra = extra;
  }

  get status(): number {
    return errorStatus[this.code];
  }
}

export function isBillingError(error: unknown, code?: ErrorCode): error is BillingError {
  return error instanceof BillingError && (code === undefined || error.code === code);
}
