import type Stripe from 'stripe';
import type { Tx } from './tx.ts';

/**
 * Owes an event once more to everybody who hears of it, as Stripe's "resend" does: every enabled endpoint that listens to its
 * type, and every listener.
 *
 * @throws StripeError `resource_missing` when there is no such event, or no longer.
 */
export function replayEvent(tx: Tx, id: string): Stripe.Event {
  const event = tx.get('event', id);
  const endpoints = tx.list('webhook_endpoint', { status: 'enabled' }).toReversed();
  for (const endpoint of endpoints) {
    if (!endpoint.enabled_events.includes('*') && !endpoint.enabled_events.includes(event.type)) continue;
    replayTo(tx, event, endpoint.id);
  }
  for (const listener of tx.listeners()) replayTo(tx, event, listener);
  return event;
}

/** Owes an event once more to one endpoint or listener, whatever types it asked for. */
export function replayTo(tx: Tx, event: Stripe.Event, endpoint: string): void {
  const delivery = `${event.id}:${endpoint}`;
  // One that is still owed, or was given up, begins anew.
  if (tx.find('_delivery', delivery)) tx.remove('_delivery', delivery);
  const facts = { event: event.id, endpoint, type: event.type, attempts: 0, next_attempt_at: 0 };
  tx.insert('_delivery', { id: delivery, object_id: (event.data.object as { id?: string }).id ?? '', ...facts });
}
