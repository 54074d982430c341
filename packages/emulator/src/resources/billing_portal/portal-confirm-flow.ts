import type Stripe from 'stripe';
import { exclusiveParams, invalidRequest, missingParam } from '../../kernel/errors.ts';
import type { Tx } from '../../kernel/tx.ts';
import { checkCanSwitch, flowSubscription } from './portal-flow-subscription.ts';
import type { FlowOptions } from './portal-flow-subscription.ts';

type ConfirmFlow = Stripe.BillingPortal.Session.Flow.SubscriptionUpdateConfirm;
type FlowData = Stripe.BillingPortal.SessionCreateParams.FlowData;

/** A change of plan that is chosen already: the customer only confirms it. */
export function confirmFlow(tx: Tx, hash: FlowData['subscription_update_confirm'], options: FlowOptions): ConfirmFlow {
  if (!hash) throw missingParam('flow_data[subscription_update_confirm]');
  const param = 'flow_data[subscription_update_confirm]';
  const subscription = flowSubscription(tx, hash.subscription, 'subscription_update_confirm', options);
  checkCanSwitch(subscription, `${param}[subscription]`);
  const [item] = hash.items;
  if (!item || hash.items.length > 1) {
    throw invalidRequest({ message: 'You must specify exactly one item.', param: `${param}[items]` });
  }
  if (!subscription.items.data.some((own) => own.id === item.id)) {
    const message = `No such subscription item: '${item.id}'`;
    throw invalidRequest({ code: 'resource_missing', message, param: `${param}[items][0][id]` });
  }
  if (item.price) checkOffered(tx, item.price, { ...options, param: `${param}[items][0][price]` });
  const quantity = item.quantity === undefined ? {} : { quantity: item.quantity };
  return {
    subscription: subscription.id,
    items: [{ id: item.id, price: item.price ?? null, ...quantity }],
    discounts: confirmDiscounts(tx, hash.discounts, `${param}[discounts]`),
  };
}

function confirmDiscounts(
  tx: Tx,
  discounts: Stripe.BillingPortal.SessionCreateParams.FlowData.SubscriptionUpdateConfirm['discounts'],
  param: string,
): ConfirmFlow['discounts'] {
  if (!discounts) return null;
  if (discounts.length > 1) throw invalidRequest({ message: 'You may only specify one discount.', param });
  return discounts.map(({ coupon, promotion_code }, index) => {
    if (coupon && promotion_code) {
      throw exclusiveParams(`${param}[${index}][coupon]`, `${param}[${index}][promotion_code]`);
    }
    if (coupon) tx.get('coupon', coupon, { param: `${param}[${index}][coupon]` });
    if (promotion_code) tx.get('promotion_code', promotion_code, { param: `${param}[${index}][promotion_code]` });
    return { coupon: coupon ?? null, promotion_code: promotion_code ?? null };
  });
}

function checkOffered(tx: Tx, price: string, { configuration, param }: FlowOptions & { param: string }): void {
  tx.get('price', price, { param });
  const products = configuration.features.subscription_update.products ?? [];
  if (products.some((product) => product.prices.includes(price))) return;
  const message = `The price ${price} is not in the portal configuration's subscription_update products.`;
  throw invalidRequest({ message, param });
}
