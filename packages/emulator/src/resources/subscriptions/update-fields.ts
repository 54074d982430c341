// The fields of a subscription that an update writes without touching periods or money.
import type Stripe from 'stripe';
import { pendingInterval } from '../../billing-cycle/pending-interval.ts';
import { written } from '../../kernel/emptyable.ts';
import { invalidRequest } from '../../kernel/errors.ts';
import { idOf } from '../../kernel/objects.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import type { Tx } from '../../kernel/tx.ts';
import { defaultSourceAfter } from '../sources/own-source.ts';
import { chosenFeedbackOption } from '../billing/feedback-options.ts';
import { usablePaymentMethod } from '../payment_methods/new-payment-method.ts';
import { taxRatesOf } from '../subscription_items/new-item.ts';
import { automaticTax, daysUntilDue } from './blank-subscription.ts';
import { cancelAtOf } from './cancel-at.ts';
import { invoiceSettings, paymentSettings } from './settings-fields.ts';
import { takeDiscounts } from './take-discounts.ts';
import { billingThresholds } from './thresholds.ts';
import { trialSettings } from './trial.ts';

type UpdateParams = Stripe.SubscriptionUpdateParams;
type Fields = Partial<Stripe.Subscription>;

/** A planned end, or that there is none any more. */
function endFields(
  tx: Tx,
  subscription: Stripe.Subscription,
  { params, ends, at }: { params: UpdateParams; ends: readonly number[]; at: number },
): Fields {
  const details = subscription.cancellation_details;
  const why = (reason: 'cancellation_requested' | null): Stripe.Subscription.CancellationDetails => ({
    comment: written(params.cancellation_details?.comment, details?.comment ?? null),
    feedback: written(params.cancellation_details?.feedback, details?.feedback ?? null),
    feedback_option: chosenFeedbackOption(tx, params.cancellation_details?.feedback_option, details?.feedback_option),
    reason,
  });
  const stays = { cancel_at: null, cancel_at_period_end: false, canceled_at: null, cancellation_details: why(null) };
  if (params.cancel_at_period_end === true) {
    const end = Math.min(...ends);
    const since = subscription.cancel_at_period_end ? subscription.canceled_at : at;
    return {
      cancel_at: end,
      cancel_at_period_end: true,
      canceled_at: since,
      cancellation_details: why('cancellation_requested'),
    };
  }
  if (params.cancel_at !== undefined && params.cancel_at !== '' && params.cancel_at !== null) {
    const end = cancelAtOf(params.cancel_at, { ends, at });
    return {
      cancel_at: end,
      cancel_at_period_end: false,
      canceled_at: at,
      cancellation_details: why('cancellation_requested'),
    };
  }
  if (params.cancel_at === '' || (params.cancel_at_period_end === false && subscription.cancel_at_period_end))
    return stays;
  if (params.cancellation_details)
    return { cancellation_details: why((details?.reason ?? null) as 'cancellation_requested' | null) };
  return {};
}

function discountFields(tx: Tx, subscription: Stripe.Subscription, params: UpdateParams): Fields {
  if (params.discounts === '') return { discounts: [] };
  if (!params.discounts?.length) return {};
  const customer = idOf(subscription.customer);
  const owner = { customer, subscription: subscription.id };
  return { discounts: takeDiscounts(tx, params.discounts, { customer, param: 'discounts', owner }) };
}

function pauseFields(subscription: Stripe.Subscription, { params, at }: { params: UpdateParams; at: number }): Fields {
  const pause = params.pause_collection;
  if (pause === undefined) return {};
  if (pause === '' || pause === null) return { pause_collection: null };
  if (pause.resumes_at !== undefined && pause.resumes_at <= at) {
    throw invalidRequest({
      message: 'Invalid timestamp: must be an integer Unix timestamp in the future.',
      param: 'pause_collection[resumes_at]',
    });
  }
  if (subscription.status === 'incomplete') {
    throw invalidRequest({
      message: 'Collection cannot be paused while the subscription is incomplete.',
      param: 'pause_collection',
    });
  }
  return { pause_collection: { behavior: pause.behavior, resumes_at: pause.resumes_at ?? null } };
}

function collectionFields(subscription: Stripe.Subscription, params: UpdateParams): Fields {
  if (params.collection_method === undefined && params.days_until_due === undefined) return {};
  const method = params.collection_method ?? subscription.collection_method;
  const given = params.days_until_due ?? subscription.days_until_due ?? undefined;
  const days =
    method === 'send_invoice'
      ? daysUntilDue({ collection_method: method, ...(given === undefined ? {} : { days_until_due: given }) })
      : null;
  return { collection_method: method, days_until_due: days };
}

/**
 * What the parameters write at once.
 *
 * @param ends The period ends of the items as they will be.
 */
export function updatedFields(
  tx: Tx,
  subscription: Stripe.Subscription,
  { params, ends }: { params: UpdateParams; ends: readonly number[] },
): Fields {
  const at = tx.now(subscription);
  const customer = idOf(subscription.customer);
  const method = params.default_payment_method;
  const automatic = params.automatic_tax?.enabled;
  return {
    ...endFields(tx, subscription, { params, ends, at }),
    ...discountFields(tx, subscription, params),
    ...pauseFields(subscription, { params, at }),
    ...collectionFields(subscription, params),
    ...(method
      ? { default_payment_method: usablePaymentMethod(tx, method, { param: 'default_payment_method', customer }).id }
      : {}),
    default_source: defaultSourceAfter(tx, params.default_source, { stored: subscription.default_source, customer }),
    ...(params.default_tax_rates === undefined
      ? {}
      : { default_tax_rates: taxRatesOf(tx, { ids: params.default_tax_rates, param: 'default_tax_rates' }) ?? [] }),
    ...(automatic === undefined ? {} : { automatic_tax: automaticTax(automatic) }),
    ...(params.trial_settings
      ? { trial_settings: trialSettings(params.trial_settings, { stored: subscription.trial_settings }) }
      : {}),
    billing_thresholds: billingThresholds(subscription.billing_thresholds, params.billing_thresholds),
    ...(params.pending_invoice_item_interval === undefined
      ? {}
      : pendingInterval(params.pending_invoice_item_interval, { anchor: subscription.billing_cycle_anchor, at })),
    description: written(params.description, subscription.description),
    invoice_settings: invoiceSettings(subscription.invoice_settings, params.invoice_settings),
    metadata: mergedMetadata(subscription.metadata, params.metadata),
    payment_settings: paymentSettings(subscription.payment_settings, params.payment_settings),
  };
}
