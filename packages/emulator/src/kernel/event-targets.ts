// Who is told of events: the webhook endpoints of v1, and the event destinations of v2, which take snapshots or thin events.
import type Stripe from 'stripe';
import { idOf } from './objects.ts';
import type { Reference } from './objects.ts';
import type { Tx } from './tx.ts';

export interface EventTarget {
  id: string;
  url: string;
  secret: string;
}

declare module './objects.ts' {
  interface StripeObjects {
    _webhook_secret: { id: string; secret: string };
  }
}

type Destination = Stripe.V2.Core.EventDestination;

/** Where to reach a target, and what to sign with; undefined when it is gone. */
export function targetOf(tx: Tx, id: Reference): EventTarget | undefined {
  const secret = tx.find('_webhook_secret', id)?.secret;
  const endpoint = tx.find('webhook_endpoint', id);
  const url = endpoint?.url ?? tx.find('v2.core.event_destination', id)?.webhook_endpoint?.url;
  return secret === undefined || url === undefined ? undefined : { id: idOf(id) ?? '', url, secret };
}

/** Ids of those that hear of an event of v1 as it was, oldest first. */
export function snapshotTargets(tx: Tx, type: string): string[] {
  const endpoints = tx
    .list('webhook_endpoint')
    .filter(({ status, enabled_events: types }) => status === 'enabled' && listensTo(types, type));
  return [...endpoints.reverse().map(({ id }) => id), ...destinations(tx, 'snapshot', type)];
}

/** Ids of those that hear of a thin event, oldest first. */
export function thinTargets(tx: Tx, type: string): string[] {
  return destinations(tx, 'thin', type);
}

function destinations(tx: Tx, payload: Destination['event_payload'], type: string): string[] {
  return tx
    .list('v2.core.event_destination')
    .filter((destination) => destination.event_payload === payload && hears(destination, type))
    .reverse()
    .map(({ id }) => id);
}

/** Everything that happens here happens on the account itself. */
function hears({ status, enabled_events: types, events_from: from }: Destination, type: string): boolean {
  return status === 'enabled' && listensTo(types, type) && (from ?? ['@self']).includes('@self');
}

export function listensTo(types: readonly string[], type: string): boolean {
  return types.includes('*') || types.includes(type);
}
