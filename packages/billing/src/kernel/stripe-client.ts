import { Stripe } from 'stripe';
import type { Settings } from './settings.ts';

/** The version that every shape in this package is written for; an endpoint is created with the same one. */
export const stripeApiVersion = '2026-10-28.endive';

/**
 * Stripe's client. The SDK adds a random idempotency key to a write that has none; every write of ours carries its own,
 * rebuildable one, so that a retry after a crash cannot pay twice.
 */
export function createStripeClient({ stripe }: Pick<Settings, 'stripe'>): Stripe {
  const base = stripe.apiBase === null ? null : new URL(stripe.apiBase);
  return new Stripe(stripe.secretKey, {
    apiVersion: stripeApiVersion,
    maxNetworkRetries: 3,
    timeout: 30_000,
    telemetry: false,
    appInfo: { name: 'Purser' },
    ...(base === null
      ? {}
      : {
          protocol: base.protocol === 'http:' ? ('http' as const) : ('https' as const),
          host: base.hostname,
          port: base.port === '' ? (base.protocol === 'http:' ? 80 : 443) : Number(base.port),
        }),
  });
}

/** Whether Stripe says that the thing does not exist, as opposed to not answering. */
export function isMissingAtStripe(error: unknown): boolean {
  return error instanceof Stripe.errors.StripeInvalidRequestError && error.code === 'resource_missing';
}

/** Whether trying the same again later can help: no connection, too many requests, or a fault of Stripe's own. */
export function isStripeOutage(error: unknown): boolean {
  return (
    error instanceof Stripe.errors.StripeConnectionError ||
    error instanceof Stripe.errors.StripeRateLimitError ||
    error instanceof Stripe.errors.StripeAuthenticationError ||
    error instanceof Stripe.errors.StripePermissionError ||
    error instanceof Stripe.errors.StripeAPIError
  );
}
