// A phase begins in the middle of a period: its subscription becomes what the phase says, prorated as the phase says.
import type Stripe from 'stripe';
import { expirePendingUpdate } from '../../billing-cycle/pending-update.ts';
import type { Tx } from '../../kernel/tx.ts';
import { changeWholeSubscription } from '../subscriptions/update-subscription.ts';
import { itemParams, updateOf, type PhaseOf } from './phase-params.ts';
import { settingsInPhase } from './schedule-settings.ts';

interface Entering extends PhaseOf {
  subscription: Stripe.Subscription;
  /** Not set when a request changes the phase that is running. */
  isTimed?: boolean;
  fields?: Partial<Stripe.Subscription>;
}

/** A trial that the phase begins, or one that it does not go on with. */
function trialParams(
  tx: Tx,
  { subscription, phase }: Pick<Entering, 'subscription' | 'phase'>,
): Pick<Stripe.SubscriptionUpdateParams, 'trial_end'> {
  const isAhead = phase.trial_end !== null && phase.trial_end > tx.now(subscription);
  if (subscription.status === 'trialing' && subscription.trial_end === phase.trial_end) return {};
  if (isAhead) return { trial_end: phase.trial_end ?? 'now' };
  return subscription.status === 'trialing' ? { trial_end: 'now' } : {};
}

export function enterPhase(tx: Tx, entering: Entering): Stripe.Subscription {
  const { schedule, phase, isTimed = false, fields = {} } = entering;
  if (entering.subscription.pending_update) expirePendingUpdate(tx, entering.subscription);
  const subscription = tx.get('subscription', entering.subscription.id);
  const settings = settingsInPhase(schedule.default_settings, phase);
  const resets = isTimed && settings.billing_cycle_anchor === 'phase_start' && phase.trial_end === null;
  return changeWholeSubscription(tx, {
    id: subscription.id,
    params: {
      ...updateOf(tx, { subscription, schedule, phase }),
      ...trialParams(tx, { subscription, phase }),
      ...(resets ? { billing_cycle_anchor: { type: 'now' as const } } : {}),
      items: itemParams(tx, { items: subscription.items.data, phase }),
      proration_behavior: phase.proration_behavior,
    },
    isTimed,
    fields,
  });
}
