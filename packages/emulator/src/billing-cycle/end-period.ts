import type Stripe from 'stripe';
import type { Tx } from '../kernel/tx.ts';
import { enterDuePhase } from '../resources/subscription_schedules/enter-phase-at-renewal.ts';
import { endTrial } from './end-trial.ts';
import { nextPeriodEnd } from './notices.ts';
import { renewSubscription } from './renew-subscription.ts';

/** The period of some item is over: the schedule's next phase may begin; then a trial ends, or the items renew. */
export function endPeriod(tx: Tx, before: Stripe.Subscription): void {
  const at = nextPeriodEnd(before);
  const subscription = enterDuePhase(tx, before);
  const isTrialOver = before.status === 'trialing' && (subscription.trial_end ?? 0) <= at;
  if (isTrialOver) endTrial(tx, { subscription, before });
  else renewSubscription(tx, { subscription, at, before });
}
