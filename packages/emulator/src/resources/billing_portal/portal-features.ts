import type Stripe from 'stripe';
import { written } from '../../kernel/emptyable.ts';
import { invalidRequest, missingParam } from '../../kernel/errors.ts';
import type { Tx } from '../../kernel/tx.ts';
import { portalProducts } from './portal-products.ts';

type Features = Stripe.BillingPortal.Configuration.Features;
type GivenFeatures = Stripe.BillingPortal.ConfigurationUpdateParams.Features;

/** What a configuration has where nothing was said: every feature off. */
export const featuresOff: Features = {
  customer_update: { enabled: false, allowed_updates: [] },
  invoice_history: { enabled: false },
  payment_method_update: { enabled: false, payment_method_configuration: null },
  subscription_cancel: {
    enabled: false,
    mode: 'at_period_end',
    proration_behavior: 'none',
    cancellation_reason: {
      enabled: false,
      feedback_options: null,
      options: ['too_expensive', 'missing_features', 'switched_service', 'unused', 'other'],
    },
  },
  subscription_pause: {
    enabled: false,
    duration: { type: 'interval_options', interval_options: [{ interval: 'month', interval_count: 1 }] },
  },
  subscription_update: {
    enabled: false,
    billing_cycle_anchor: 'unchanged',
    default_allowed_updates: [],
    products: [],
    proration_behavior: 'none',
    schedule_at_period_end: { conditions: [] },
    trial_update_behavior: 'end_trial',
  },
};

/**
 * A configuration's features after a write: a feature that is not given stays, and so does each of its fields.
 *
 * @see https://docs.stripe.com/api/customer_portal/configurations/create
 */
export function writtenFeatures(tx: Tx, given: GivenFeatures | undefined, stored: Features): Features {
  return {
    customer_update: customerUpdate(given?.customer_update, stored.customer_update),
    invoice_history: given?.invoice_history ?? stored.invoice_history,
    payment_method_update: paymentMethodUpdate(given?.payment_method_update, stored.payment_method_update),
    subscription_cancel: subscriptionCancel(given?.subscription_cancel, stored.subscription_cancel),
    subscription_pause: subscriptionPause(given?.subscription_pause, stored.subscription_pause),
    subscription_update: subscriptionUpdate(tx, given?.subscription_update, stored.subscription_update),
  };
}

function customerUpdate(given: GivenFeatures['customer_update'], stored: Features['customer_update']) {
  const allowed = written(given?.allowed_updates, stored.allowed_updates) ?? [];
  return { enabled: given?.enabled ?? stored.enabled, allowed_updates: [...new Set(allowed)] };
}

function paymentMethodUpdate(
  given: GivenFeatures['payment_method_update'],
  stored: Features['payment_method_update'],
): Features['payment_method_update'] {
  return {
    enabled: given?.enabled ?? stored.enabled,
    payment_method_configuration: written(given?.payment_method_configuration, stored.payment_method_configuration),
  };
}

function subscriptionCancel(
  given: GivenFeatures['subscription_cancel'],
  stored: Features['subscription_cancel'],
): Features['subscription_cancel'] {
  const reason = given?.cancellation_reason;
  const cancel = {
    enabled: given?.enabled ?? stored.enabled,
    mode: given?.mode ?? stored.mode,
    proration_behavior: given?.proration_behavior ?? stored.proration_behavior,
    cancellation_reason: {
      enabled: reason?.enabled ?? stored.cancellation_reason.enabled,
      feedback_options: written(reason?.feedback_options, stored.cancellation_reason.feedback_options),
      options: written(reason?.options, stored.cancellation_reason.options) ?? [],
    },
  };
  checkCancelProration(cancel);
  return cancel;
}

function checkCancelProration({ mode, proration_behavior }: { mode: string; proration_behavior: string }): void {
  const param = 'features[subscription_cancel][proration_behavior]';
  if (proration_behavior === 'always_invoice') {
    throw invalidRequest({ message: 'Invalid proration_behavior: must be one of none or create_prorations.', param });
  }
  if (proration_behavior === 'create_prorations' && mode === 'at_period_end') {
    const message = 'proration_behavior can only be create_prorations when mode is immediately.';
    throw invalidRequest({ message, param });
  }
}

function subscriptionPause(
  given: GivenFeatures['subscription_pause'],
  stored: Features['subscription_pause'],
): Features['subscription_pause'] {
  const enabled = given?.enabled ?? stored.enabled;
  const duration = given?.duration;
  if (!duration) return { enabled, duration: stored.duration };
  if (duration.type === 'indefinite') return { enabled, duration: { type: 'indefinite', interval_options: [] } };
  const param = 'features[subscription_pause][duration][interval_options]';
  if (!duration.interval_options || duration.interval_options.length === 0) throw missingParam(param);
  const options = duration.interval_options.map((option, index) => {
    const pause = { interval: option.interval, interval_count: option.interval_count ?? 1 };
    checkPauseLength(pause, `${param}[${index}][interval_count]`);
    return pause;
  });
  return { enabled, duration: { type: 'interval_options', interval_options: options } };
}

const intervalsInThreeYears: Record<string, number> = { day: 1095, week: 156, month: 36, year: 3 };

function checkPauseLength(pause: { interval: string; interval_count: number }, param: string): void {
  if (pause.interval_count < 1) {
    throw invalidRequest({ message: 'This value must be greater than or equal to 1.', param });
  }
  if (pause.interval_count > (intervalsInThreeYears[pause.interval] ?? 0)) {
    throw invalidRequest({ message: 'The maximum pause duration is three years.', param });
  }
}

function subscriptionUpdate(
  tx: Tx,
  given: GivenFeatures['subscription_update'],
  stored: Features['subscription_update'],
): Features['subscription_update'] {
  const allowed = written(given?.default_allowed_updates, stored.default_allowed_updates) ?? [];
  const conditions = given?.schedule_at_period_end?.conditions;
  return {
    enabled: given?.enabled ?? stored.enabled,
    billing_cycle_anchor: given?.billing_cycle_anchor ?? stored.billing_cycle_anchor,
    default_allowed_updates: [...new Set(allowed)],
    products: given?.products === undefined ? (stored.products ?? []) : portalProducts(tx, given.products || []),
    proration_behavior: given?.proration_behavior ?? stored.proration_behavior,
    schedule_at_period_end: {
      conditions: written(conditions, stored.schedule_at_period_end.conditions) ?? [],
    },
    trial_update_behavior: given?.trial_update_behavior ?? stored.trial_update_behavior,
  };
}
