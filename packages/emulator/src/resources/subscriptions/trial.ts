import type Stripe from 'stripe';
import type { UpdatePlan } from '../../billing-cycle/planned-change.ts';
import { exclusiveParams, invalidRequest } from '../../kernel/errors.ts';

type TrialParams = Pick<Stripe.SubscriptionCreateParams, 'trial_end' | 'trial_period_days' | 'trial_from_plan'>;

const DAY = 86_400;
/** Stripe allows trials of at most two years. */
const LONGEST = 730 * DAY;

/** @throws StripeError when the moment is over, or more than two years ahead. */
export function checkTrialEnd(trialEnd: number, { at }: { at: number }): number {
  if (trialEnd <= at) {
    throw invalidRequest({
      message: `The parameter \`trial_end\` expects a unix timestamp representing a date and time in the future. You specified the value \`${trialEnd}\` which is in the past.`,
      param: 'trial_end',
    });
  }
  if (trialEnd > at + LONGEST + DAY) {
    throw invalidRequest({ message: 'Trial end cannot be more than 2 years in the future.', param: 'trial_end' });
  }
  return trialEnd;
}

/** When the trial that these parameters ask for ends; null for none. */
export function trialOf(
  params: TrialParams,
  { prices, at }: { prices: readonly Stripe.Price[]; at: number },
): number | null {
  if (params.trial_from_plan && (params.trial_end !== undefined || params.trial_period_days !== undefined)) {
    throw invalidRequest({
      message: 'You cannot set `trial_end` or `trial_period_days` when `trial_from_plan=true`.',
    });
  }
  if (params.trial_end !== undefined && params.trial_period_days !== undefined) {
    throw exclusiveParams('trial_end', 'trial_period_days');
  }
  if (params.trial_end === 'now') return null;
  if (params.trial_end !== undefined) return checkTrialEnd(params.trial_end, { at });
  const fromPlan = params.trial_from_plan ? (prices[0]?.recurring?.trial_period_days ?? 0) : 0;
  const days = params.trial_period_days ?? fromPlan;
  if (days < 0) {
    throw invalidRequest({ message: 'Invalid trial_period_days: must be 0 or more.', param: 'trial_period_days' });
  }
  return days === 0 ? null : checkTrialEnd(at + days * DAY, { at });
}

/**
 * What happens at a trial's end, as the subscription shows it after a write.
 *
 * @param keepsAnchor An anchor was given by itself, which the trial's end then leaves where it is.
 */
export function trialSettings(
  given: Stripe.SubscriptionCreateParams.TrialSettings | undefined,
  { stored, keepsAnchor = false }: { stored?: Stripe.Subscription.TrialSettings | null; keepsAnchor?: boolean },
): Stripe.Subscription.TrialSettings {
  const before = stored?.end_behavior;
  const otherwise = keepsAnchor ? 'unchanged' : 'now';
  return {
    end_behavior: {
      billing_cycle_anchor: given?.end_behavior.billing_cycle_anchor ?? before?.billing_cycle_anchor ?? otherwise,
      missing_payment_method:
        given?.end_behavior.missing_payment_method ?? before?.missing_payment_method ?? 'create_invoice',
    },
  };
}

/** The settings of a new subscription: an anchor that was given by itself stays where it is. */
export function firstTrialSettings(params: Stripe.SubscriptionCreateParams): Stripe.Subscription.TrialSettings {
  const keepsAnchor = params.billing_cycle_anchor !== undefined || params.billing_cycle_anchor_config !== undefined;
  return trialSettings(params.trial_settings, { keepsAnchor });
}

/**
 * In classic billing a trial is over where the subscription is to end, and stays so short if that is taken back.
 *
 * @see https://docs.stripe.com/billing/subscriptions/billing-mode/compare#preserve-original-trial-end-date-when-subscription-cancels
 */
export function shortenedTrial(
  before: Pick<Stripe.Subscription, 'billing_mode' | 'billing_cycle_anchor' | 'status' | 'trial_end'>,
  { plan, end }: { plan: Pick<UpdatePlan, 'items' | 'fields'>; end: number | null },
): Pick<UpdatePlan, 'items' | 'fields'> {
  const trialEnd = plan.fields.trial_end ?? before.trial_end;
  const isClassicTrial = before.billing_mode.type === 'classic' && before.status === 'trialing';
  if (!isClassicTrial || trialEnd === null || end === null || end >= trialEnd) return plan;
  const anchor = plan.fields.billing_cycle_anchor ?? before.billing_cycle_anchor;
  return {
    items: plan.items.map((item) => ({ ...item, current_period_end: end })),
    fields: { ...plan.fields, trial_end: end, ...(anchor === trialEnd ? { billing_cycle_anchor: end } : {}) },
  };
}
