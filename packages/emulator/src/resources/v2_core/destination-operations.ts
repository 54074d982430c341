import type Stripe from 'stripe';
import { invalidRequest } from '../../kernel/errors.ts';
import type { Handler } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { isoTime } from '../../kernel/v2-times.ts';
import { noDetails } from './create-destination.ts';
import { shownDestination } from './destination-fields.ts';

export const enableDestination: Handler<'POST /v2/core/event_destinations/:id/enable'> = (tx, { path }) =>
  changeStatus(tx, path.id, { status: 'enabled', status_details: noDetails });

/** From now on nothing is owed to it; what is owed already is still tried. */
export const disableDestination: Handler<'POST /v2/core/event_destinations/:id/disable'> = (tx, { path }) =>
  changeStatus(tx, path.id, { status: 'disabled', status_details: { disabled: { reason: 'user' } } });

export const deleteDestination: Handler<'DELETE /v2/core/event_destinations/:id'> = (tx, { path }) => {
  const { id, object } = tx.get('v2.core.event_destination', path.id);
  tx.remove('v2.core.event_destination', id);
  tx.remove('_webhook_secret', id);
  for (const delivery of tx.list('_delivery', { endpoint: id })) tx.remove('_delivery', delivery.id);
  return { id, object };
};

/** Sends a thin event that says nothing, to see whether it arrives. */
export const pingDestination: Handler<'POST /v2/core/event_destinations/:id/ping'> = (tx, { path }) => {
  const { id, object, status } = tx.get('v2.core.event_destination', path.id);
  if (status === 'disabled') throw invalidRequest({ message: `The event destination ${id} is disabled.` });
  const related = { id, type: object, url: `/v2/core/event_destinations/${id}` };
  return tx.emitThin('v2.core.event_destination.ping', { related, only: id }) as unknown as Stripe.V2.Core.Event;
};

function changeStatus(
  tx: Tx,
  id: string,
  change: Pick<Stripe.V2.Core.EventDestination, 'status' | 'status_details'>,
): Stripe.V2.Core.EventDestination {
  const before = tx.get('v2.core.event_destination', id);
  if (before.status === change.status) return shownDestination(before);
  return shownDestination(tx.update('v2.core.event_destination', id, { ...change, updated: isoTime(tx.now()) }));
}
