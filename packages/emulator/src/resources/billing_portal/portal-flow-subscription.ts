import type Stripe from 'stripe';
import { invalidRequest } from '../../kernel/errors.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';

/** For whom a flow is, and what their portal allows. */
export interface FlowOptions {
  customer: string;
  configuration: Stripe.BillingPortal.Configuration;
}

/** The subscription that a flow is about: the customer's own, and not over. */
export function flowSubscription(tx: Tx, id: string, hash: string, { customer }: FlowOptions): Stripe.Subscription {
  const param = `flow_data[${hash}][subscription]`;
  const subscription = tx.get('subscription', id, { param });
  if (idOf(subscription.customer) !== customer) {
    const message = `The subscription ${id} does not belong to the customer ${customer}.`;
    throw invalidRequest({ message, param });
  }
  if (subscription.status === 'canceled' || subscription.status === 'incomplete_expired') {
    throw invalidRequest({ message: `The subscription ${id} is ${subscription.status}.`, param });
  }
  return subscription;
}

/** Several products, usage-based prices and sent invoices can only be cancelled in the portal. */
export function checkCanSwitch(subscription: Stripe.Subscription, param: string): void {
  const reason = whyPlanCannotSwitch(subscription);
  if (reason) throw invalidRequest({ message: `This subscription cannot be updated because ${reason}.`, param });
}

/** Why the portal offers no other plan for a subscription; null when it does. */
export function whyPlanCannotSwitch(subscription: Stripe.Subscription): string | null {
  const items = subscription.items.data;
  if (items.length > 1) return 'it has multiple items';
  if (items.some((item) => item.price.recurring?.usage_type === 'metered')) return 'it has usage-based prices';
  if (subscription.collection_method === 'send_invoice') return 'its invoices are sent';
  return subscription.schedule ? 'it is managed by a subscription schedule' : null;
}
