import type Stripe from 'stripe';
import { whyNotPausable } from '../../billing-cycle/pause-state.ts';
import { invalidRequest, missingParam } from '../../kernel/errors.ts';
import type { Tx } from '../../kernel/tx.ts';
import { confirmFlow } from './portal-confirm-flow.ts';
import { checkCanSwitch, flowSubscription } from './portal-flow-subscription.ts';
import type { FlowOptions } from './portal-flow-subscription.ts';
import { checkWebAddress } from './web-address.ts';

type Flow = Stripe.BillingPortal.Session.Flow;
type FlowData = Stripe.BillingPortal.SessionCreateParams.FlowData;
type Configuration = Stripe.BillingPortal.Configuration;

const hashes = [
  'subscription_cancel',
  'subscription_pause',
  'subscription_update',
  'subscription_update_confirm',
] as const;

/**
 * The one thing that a session is for, checked so that the person who follows the link can do it: the feature is on, the
 * subscription is theirs and can still change.
 *
 * @see https://docs.stripe.com/customer-management/portal-deep-links
 */
export function portalSessionFlow(tx: Tx, data: FlowData, options: FlowOptions): Flow {
  const flow: Flow = {
    type: data.type,
    after_completion: afterCompletion(data.after_completion),
    customer_update: data.type === 'customer_update' ? {} : null,
    subscription_cancel: null,
    subscription_pause: null,
    subscription_update: null,
    subscription_update_confirm: null,
  };
  checkOnlyOwnHash(data);
  const feature = featureOf(data.type);
  if (!options.configuration.features[feature].enabled) {
    const message = `This session cannot be created because the ${feature} feature is disabled in the portal configuration.`;
    throw invalidRequest({ message, param: 'flow_data[type]' });
  }
  return { ...flow, ...flowHash(tx, data, options) };
}

const features = {
  customer_update: 'customer_update',
  payment_method_update: 'payment_method_update',
  subscription_cancel: 'subscription_cancel',
  subscription_pause: 'subscription_pause',
  subscription_update: 'subscription_update',
  subscription_update_confirm: 'subscription_update',
} as const;

function featureOf(type: FlowData['type']): keyof Configuration['features'] {
  const feature = new Map<string, keyof Configuration['features']>(Object.entries(features)).get(type);
  if (!feature) throw invalidRequest({ message: `Invalid flow_data[type]: ${type}`, param: 'flow_data[type]' });
  return feature;
}

function checkOnlyOwnHash(data: FlowData): void {
  for (const hash of hashes) {
    if (data[hash] && data.type !== hash) {
      const message = `\`${hash}\` can only be set when \`type\` is \`${hash}\`.`;
      throw invalidRequest({ message, param: `flow_data[${hash}]` });
    }
  }
}

function flowHash(tx: Tx, data: FlowData, options: FlowOptions): Partial<Flow> {
  switch (data.type) {
    case 'subscription_cancel':
      return { subscription_cancel: cancelHash(tx, data.subscription_cancel, options) };
    case 'subscription_update': {
      const hash = data.subscription_update;
      if (!hash) throw missingParam('flow_data[subscription_update]');
      const subscription = flowSubscription(tx, hash.subscription, 'subscription_update', options);
      checkCanSwitch(subscription, 'flow_data[subscription_update][subscription]');
      return { subscription_update: { subscription: subscription.id } };
    }
    case 'subscription_pause': {
      const hash = data.subscription_pause;
      if (!hash) throw missingParam('flow_data[subscription_pause]');
      const subscription = flowSubscription(tx, hash.subscription, 'subscription_pause', options);
      const why = whyNotPausable(subscription);
      if (why === null) return { subscription_pause: { subscription: subscription.id } };
      const message = `This subscription cannot be paused because ${why}.`;
      throw invalidRequest({ message, param: 'flow_data[subscription_pause][subscription]' });
    }
    case 'subscription_update_confirm':
      return { subscription_update_confirm: confirmFlow(tx, data.subscription_update_confirm, options) };
    default:
      return {};
  }
}

function cancelHash(
  tx: Tx,
  hash: FlowData['subscription_cancel'],
  options: FlowOptions,
): Stripe.BillingPortal.Session.Flow.SubscriptionCancel {
  if (!hash) throw missingParam('flow_data[subscription_cancel]');
  const param = 'flow_data[subscription_cancel]';
  const subscription = flowSubscription(tx, hash.subscription, 'subscription_cancel', options);
  if (subscription.cancel_at_period_end || subscription.cancel_at !== null) {
    const message = 'This subscription is already set to be canceled, so it cannot be canceled again.';
    throw invalidRequest({ message, param: `${param}[subscription]` });
  }
  const coupon = hash.retention?.coupon_offer.coupon;
  if (coupon) tx.get('coupon', coupon, { param: `${param}[retention][coupon_offer][coupon]` });
  return {
    subscription: subscription.id,
    retention: coupon ? { type: 'coupon_offer', coupon_offer: { coupon } } : null,
  };
}

function afterCompletion(given: FlowData['after_completion']): Stripe.BillingPortal.Session.Flow.AfterCompletion {
  const root = 'flow_data[after_completion]';
  if (given?.type === 'redirect') {
    if (!given.redirect) throw missingParam(`${root}[redirect]`);
    checkWebAddress(given.redirect.return_url, `${root}[redirect][return_url]`);
  }
  return {
    type: given?.type ?? 'portal_homepage',
    redirect: given?.type === 'redirect' && given.redirect ? { return_url: given.redirect.return_url } : null,
    hosted_confirmation:
      given?.type === 'hosted_confirmation'
        ? { custom_message: given.hosted_confirmation?.custom_message ?? null }
        : null,
  };
}
