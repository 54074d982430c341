import { HttpErrorResponse } from '@angular/common/http';
import type { ErrorCode, Problem } from '@purser/contract';
import type { Text } from './messages.ts';

/** `network`: no answer at all. `unreadable`: an answer that is not Purser's, a proxy's error page for one. */
export type BillingProblemCode = ErrorCode | 'network' | 'unreadable';

/** A refusal of the API, or the reason why it could not be asked. */
export class BillingProblem extends Error {
  readonly code: BillingProblemCode;
  /** HTTP status, 0 without an answer. */
  readonly status: number;
  /** For the person to pass on to support; it is also in the service's log. */
  readonly requestId: string | null;

  constructor(code: BillingProblemCode, options: { detail: string; status: number; requestId: string | null }) {
    super(options.detail);
    this.name = 'BillingProblem';
    this.code = code;
    this.status = options.status;
    this.requestId = options.requestId;
  }
}

export function toBillingProblem(error: unknown): BillingProblem {
  if (error instanceof BillingProblem) return error;
  if (!(error instanceof HttpErrorResponse)) throw error;
  const { status, headers } = error;
  if (status === 0) return new BillingProblem('network', { detail: '', status, requestId: null });
  const requestId = headers.get('x-request-id');
  if (!isProblem(error.error)) return new BillingProblem('unreadable', { detail: '', status, requestId });
  const { code, detail, request_id } = error.error;
  return new BillingProblem(code as ErrorCode, { detail, status, requestId: request_id });
}

/** What to tell the person. The service's own sentence wins: it is written for them. */
export function problemText(problem: BillingProblem): string | Text {
  if (problem.message !== '') return problem.message;
  return { key: problem.code === 'network' ? 'problem.network' : 'problem.unreadable' };
}

function isProblem(body: unknown): body is Problem {
  if (typeof body !== 'object' || body === null) return false;
  const { code, detail, request_id } = body as Partial<Record<keyof Problem, unknown>>;
  return typeof code === 'string' && typeof detail === 'string' && typeof request_id === 'string';
}
