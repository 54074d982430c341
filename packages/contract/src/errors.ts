import { z } from 'zod';

/**
 * Every refusal that Purser's API can answer, with its HTTP status. This list is public API: a code keeps its meaning,
 * and clients may branch on it. Anything else that goes wrong is `internal_error`.
 */
export const errorStatus = {
  /** The body or query is not of the documented shape; `errors` names each field. */
  invalid_request: 400,
  /** The return address is not on an allowed origin. */
  return_url_not_allowed: 400,
  /** No plan in the catalog has this id. */
  unknown_tier: 400,
  /** The plan is not sold with this billing period. */
  unknown_billing_period: 400,
  /** The plan costs nothing: there is nothing to check out. */
  tier_is_free: 400,
  /** A webhook whose signature, timestamp or body is not right. Nothing was stored. */
  invalid_webhook: 400,
  /** No token, or one that is expired, forged or for somebody else. */
  unauthenticated: 401,
  /** The card was declined; `decline_code` and the sentence say what the person can do. */
  card_declined: 402,
  /** The bank wants the person to confirm the payment. */
  authentication_required: 402,
  /** Signed in, but not allowed. */
  forbidden: 403,
  not_found: 404,
  /** The person has never checked out, so there is no Stripe customer to open the portal for. */
  no_customer: 404,
  /** Not this person's, or no such session: the answer is the same. */
  unknown_checkout_session: 404,
  /** The person has a plan subscription that is not over; plan changes go through the portal. */
  already_subscribed: 409,
  /** The price was archived at Stripe between the page and the click. */
  price_not_available: 409,
  payload_too_large: 413,
  rate_limited: 429,
  internal_error: 500,
  /** Stripe did not answer, or answered that it cannot; nothing was charged by this request. */
  stripe_unavailable: 502,
  /** Starting, stopping, overloaded, or the database does not answer. */
  unavailable: 503,
} as const;

export type ErrorCode = keyof typeof errorStatus;

/** RFC 9457 problem details, as `application/problem+json`. `detail` is a sentence that a person can act on. */
export const Problem = z
  .object({
    type: z.string().describe('`about:blank`, or the address of a page about this code'),
    title: z.string(),
    status: z.number().int(),
    code: z.string().describe('One of the documented codes'),
    detail: z.string(),
    request_id: z.string().describe('Also in the `X-Request-Id` header and in the service’s log'),
    decline_code: z.string().optional().describe('With `card_declined`: Stripe’s decline code'),
    errors: z
      .array(z.object({ field: z.string(), message: z.string() }))
      .optional()
      .describe('With `invalid_request`: what is wrong, field by field'),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof Problem>;
