import type { BillingSettings } from './settings.ts';

/** Who makes the try: the schedule (which counts it), or somebody's request. */
export type Attempt = 'automatic' | 'manual';

/**
 * When an invoice is tried again after its `attempts`-th failure at `at`; null when that was the last try.
 *
 * @see https://docs.stripe.com/billing/revenue-recovery/smart-retries
 */
export function nextAttempt(
  settings: Pick<BillingSettings, 'retryDays'>,
  { attempts, at }: { attempts: number; at: number },
): number | null {
  const days = settings.retryDays[attempts - 1];
  return days === undefined ? null : at + Math.round(days * 86_400);
}

/** Declines after which Stripe does not charge the same card again, though the retries go on being counted. */
const hardDeclines = new Set([
  'incorrect_number',
  'lost_card',
  'pickup_card',
  'stolen_card',
  'revocation_of_authorization',
  'revocation_of_all_authorizations',
  'authentication_required',
  'highest_risk_level',
  'transaction_not_allowed',
]);

export function isHardDecline(declineCode: string | null | undefined): boolean {
  return declineCode !== null && declineCode !== undefined && hardDeclines.has(declineCode);
}
