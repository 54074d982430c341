import type { Tx } from './tx.ts';

/**
 * Owes an event once more to every enabled endpoint that listens to it, as Stripe's "resend" does.
 *
 * @throws StripeError `resource_missing` when there is no such event, or no longer.
 */
export function replayEvent(tx: Tx, id: string): void {
  const event = tx.get('event', id);
  for (const endpoint of tx.list('webhook_endpoint', { status: 'enabled' }).toReversed()) {
    if (!endpoint.enabled_events.includes('*') && !endpoint.enabled_events.includes(event.type)) continue;
    const delivery = `${event.id}:${endpoint.id}`;
    // One that is still owed, or was given up, begins anew.
    if (tx.find('_delivery', delivery)) tx.remove('_delivery', delivery);
    const facts = { event: event.id, endpoint: endpoint.id, type: event.type, attempts: 0, next_attempt_at: 0 };
    tx.insert('_delivery', { id: delivery, object_id: (event.data.object as { id?: string }).id ?? '', ...facts });
  }
}
