import type Stripe from 'stripe';

export type ThinEventType = Stripe.V2.Core.Event['type'];

export interface ThinEvent extends Omit<Stripe.V2.Core.EventBase, 'context' | 'reason' | 'snapshot_event'> {
  /** There is one account. */
  context: null;
  data?: object;
  reason: Stripe.V2.Core.EventBase['reason'] | null;
  related_object?: RelatedObject;
  snapshot_event?: string;
}

export interface RelatedObject {
  id?: string;
  type: string;
  url: string;
}
