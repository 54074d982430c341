import type Stripe from 'stripe';
import { invalidRequest, missing } from '../../kernel/errors.ts';
import { list } from '../../kernel/read-operations.ts';
import type { Call } from '../../kernel/resource.ts';
import { resource } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { retryEvent } from './retry-event.ts';

/** Stripe shows events for 30 days; the transaction that writes an event lets go of older ones. */
export const events = resource('event', {
  operations: {
    'GET /v1/events': list('event', { filter: ['type'], accepts: isOfAsked }),
    'GET /v1/events/:id': (tx, call) => {
      const event = tx.find('event', call.path.id);
      if (!event) throw missing('event', call.path.id);
      return event;
    },
    'POST /v1/events/:id/retry': retryEvent,
  },
  render: withPendingWebhooks,
});

/** Deliveries are looked up by event, to count them, and by object, to know whether all have heard of it. */
export const deliveries = resource('_delivery', { indexes: ['event', 'object_id', 'endpoint'] });

/** How many endpoints have yet to acknowledge an event is not kept in it, but counted when it is shown. */
function withPendingWebhooks(tx: Tx, event: Stripe.Event): Stripe.Event {
  const pending = tx.list('_delivery', { event: event.id }).length;
  return pending === event.pending_webhooks ? event : { ...event, pending_webhooks: pending };
}

function isOfAsked(event: Stripe.Event, call: Call, tx: Tx): boolean {
  const { types, type, delivery_success: isDelivered } = call.params as Stripe.EventListParams;
  if (types && type)
    throw invalidRequest({ message: 'You may pass either type or types, but not both.', param: 'types' });
  if (types && !types.includes(event.type)) return false;
  if (isDelivered === undefined) return true;
  return (tx.list('_delivery', { event: event.id }).length === 0) === isDelivered;
}
