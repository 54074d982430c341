import type Stripe from 'stripe';
import { invalidRequest } from '../../kernel/errors.ts';

/** A wished end as a moment: a timestamp, or the end of a period as it is now. */
export function cancelAtOf(
  given: number | Stripe.SubscriptionCreateParams.CancelAt,
  { ends, at }: { ends: readonly number[]; at: number },
): number {
  if (given === 'min_period_end') return Math.min(...ends);
  if (given === 'max_period_end' || given === 'max_billed_until') return Math.max(...ends);
  const moment = Number(given);
  if (!Number.isInteger(moment)) {
    throw invalidRequest({
      message: `Invalid integer: ${given}`,
      param: 'cancel_at',
      code: 'parameter_invalid_integer',
    });
  }
  if (moment <= at) {
    throw invalidRequest({
      message: 'Invalid timestamp: must be an integer Unix timestamp in the future.',
      param: 'cancel_at',
    });
  }
  return moment;
}
