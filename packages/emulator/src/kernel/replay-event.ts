import type Stripe from 'stripe';
import type { Delivery } from './deliveries.ts';
import { snapshotTargets, thinTargets } from './event-targets.ts';
import { factsOfThin, thinEventOf } from './thin-events.ts';
import type { Tx } from './tx.ts';

/**
 * Owes an event once more to everybody who hears of it, as Stripe's "resend" does: every enabled endpoint that listens to its
 * type, and every listener.
 *
 * @throws StripeError `resource_missing` when there is no such event, or no longer.
 */
export function replayEvent(tx: Tx, id: string): Stripe.Event {
  const event = tx.get('event', id);
  for (const target of snapshotTargets(tx, event.type)) replayTo(tx, event, target);
  for (const listener of tx.listeners()) replayTo(tx, event, listener);
  const thin = thinEventOf(event);
  if (thin) for (const target of thinTargets(tx, thin.type)) oweAgain(tx, factsOfThin(thin), target);
  return event;
}

/** Owes an event once more to one endpoint or listener, whatever types it asked for. */
export function replayTo(tx: Tx, event: Stripe.Event, endpoint: string): void {
  const object_id = (event.data.object as { id?: string }).id ?? '';
  oweAgain(tx, { event: event.id, type: event.type, object_id }, endpoint);
}

function oweAgain(tx: Tx, facts: Pick<Delivery, 'event' | 'type' | 'object_id'>, endpoint: string): void {
  const id = `${facts.event}:${endpoint}`;
  // One that is still owed, or was given up, begins anew.
  if (tx.find('_delivery', id)) tx.remove('_delivery', id);
  tx.insert('_delivery', { id, ...facts, endpoint, attempts: 0, next_attempt_at: 0 });
}
