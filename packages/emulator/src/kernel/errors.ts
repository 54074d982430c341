import { accountId } from './account-id.ts';

/** How Stripe refuses. The messages are the ones that its API gives, as far as they are publicly known. */
export type ErrorType =
  'api_error' | 'authentication_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error';

export interface ErrorDetails {
  type: ErrorType;
  status: number;
  message: string;
  code?: string;
  param?: string;
  /** Further fields of the error's body, such as `decline_code`, `charge` or the `payment_intent` itself. */
  fields?: Record<string, unknown>;
  /** A code that Stripe gives no page to point to. */
  isUndocumented?: boolean;
  /** Said before it is known whose account is asked: there is no log of it to point to. */
  isUnlogged?: boolean;
  /** What the operation wrote so far stays, and is committed: a declined card leaves its failed charge. */
  keep?: boolean;
}

export class StripeError extends Error {
  readonly details: ErrorDetails;

  constructor(details: ErrorDetails) {
    super(details.message);
    this.name = 'StripeError';
    this.details = details;
  }
}

/** 400 unless `status` says otherwise. */
export function invalidRequest(refusal: {
  message: string;
  code?: string;
  param?: string;
  status?: number;
  fields?: Record<string, unknown>;
  isUnlogged?: boolean;
  keep?: boolean;
}): StripeError {
  return new StripeError({ type: 'invalid_request_error', status: 400, ...refusal });
}

/** "No such customer: 'cus_x'". 404 when the path itself names it (`param` is then `id`), 400 when a parameter does. */
export function missing(kind: string, id: string, param = 'id', status = param === 'id' ? 404 : 400): StripeError {
  return invalidRequest({ code: 'resource_missing', message: `No such ${nounOf(kind)}: '${id}'`, param, status });
}

/** Both cursors at once, each of which exists. */
export function bothCursors(): StripeError {
  return invalidRequest({
    message: 'Received both starting_after and ending_before parameters. Please pass in only one.',
  });
}

/** Parameters of which only one may be given, by their whole paths. Stripe calls them what they are in their own place. */
export function exclusiveParams(...paths: readonly string[]): StripeError {
  const names = paths.map((path) => /\[?([^[\]]*)\]?$/.exec(path)?.[1] ?? path);
  const message = `You may only specify one of these parameters: ${names.join(', ')}.`;
  const [param] = paths;
  return invalidRequest({ message, ...(param === undefined ? {} : { param }) });
}

export function missingParam(param: string): StripeError {
  return invalidRequest({ code: 'parameter_missing', message: `Missing required param: ${param}.`, param });
}

/**
 * A refusal by the card's issuer or by a check of the card: 402.
 *
 * @param keep True unless said otherwise: the failed attempt is a fact that stays.
 */
export function cardError(refusal: {
  code: string;
  message: string;
  declineCode?: string;
  param?: string;
  charge?: string;
  paymentIntent?: object;
  paymentMethod?: object;
  setupIntent?: object;
  fields?: Record<string, unknown>;
  keep?: boolean;
}): StripeError {
  const { code, message, param, declineCode, charge, paymentIntent, paymentMethod, setupIntent, keep = true } = refusal;
  const fields = {
    ...(charge === undefined ? {} : { charge }),
    ...(declineCode === undefined ? {} : { decline_code: declineCode }),
    ...(paymentIntent === undefined ? {} : { payment_intent: paymentIntent }),
    ...(paymentMethod === undefined ? {} : { payment_method: paymentMethod }),
    ...(setupIntent === undefined ? {} : { setup_intent: setupIntent }),
    ...refusal.fields,
  };
  return new StripeError({
    type: 'card_error',
    status: 402,
    code,
    message,
    fields,
    keep,
    ...(param === undefined ? {} : { param }),
  });
}

export function idempotencyError(message: string, status = 400, code?: string): StripeError {
  return new StripeError({ type: 'idempotency_error', status, message, ...(code === undefined ? {} : { code }) });
}

export function authenticationError(message: string, status = 401, code?: string): StripeError {
  return new StripeError({ type: 'authentication_error', status, message, ...(code === undefined ? {} : { code }) });
}

export function rateLimitError(message: string, code = 'rate_limit'): StripeError {
  return new StripeError({ type: 'invalid_request_error', status: 429, message, code });
}

export function apiError(message: string, status = 500): StripeError {
  return new StripeError({ type: 'api_error', status, message });
}

/** The JSON body of a refusal. */
export function errorBody(details: ErrorDetails, requestId: string): { error: Record<string, unknown> } {
  const { type, code, message, param, fields, isUndocumented = false, isUnlogged = false } = details;
  const log = `https://dashboard.stripe.com/${accountId}/test/workbench/logs?object=${requestId}`;
  return {
    error: {
      ...fields,
      ...(code === undefined
        ? {}
        : {
            code,
            ...(isUndocumented ? {} : { doc_url: `https://stripe.com/docs/error-codes/${code.replaceAll('_', '-')}` }),
          }),
      message,
      ...(param === undefined ? {} : { param }),
      ...(isUnlogged ? {} : { request_log_url: log }),
      type,
    },
  };
}

/** Stripe's messages name some kinds in other words than their `object` field does. */
const nouns: Record<string, string> = {
  balance_transaction: 'balance transaction',
  payment_method: 'PaymentMethod',
  payment_intent: 'payment_intent',
  setup_intent: 'setupintent',
  promotion_code: 'promotion code',
  subscription_item: 'subscription_item',
  invoiceitem: 'invoiceitem',
  tax_rate: 'tax rate',
  'checkout.session': 'checkout.session',
  'test_helpers.test_clock': 'test clock',
  webhook_endpoint: 'webhook endpoint',
};

function nounOf(kind: string): string {
  return nouns[kind] ?? kind;
}
