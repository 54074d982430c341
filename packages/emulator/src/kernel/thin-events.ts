// Thin events say what happened and to what, and leave it to the receiver to look. Every event of v1 has one beside it, which
// is not kept but made of it; those that are v2's own are kept as objects.
import type Stripe from 'stripe';
import type { Delivery } from './deliveries.ts';
import { digestOf } from './ids.ts';
import { idOf } from './objects.ts';
import type { Reference } from './objects.ts';
import { operationTable } from './operation-table.ts';
import type { RelatedObject, ThinEvent } from './thin-event.ts';
import type { Tx } from './tx.ts';
import { isoTime } from './v2-times.ts';

const idStart = 'evt_test_65';
const snapshotStart = 'evt_';
const longestId = 24;

/** The thin event beside an event of v1; undefined for types that have none. */
export function thinEventOf(event: Stripe.Event): ThinEvent | undefined {
  const type = `v1.${event.type}`;
  const names = operationTable.thinEvents[type];
  if (names === undefined) return undefined;
  const { id: request, idempotency_key } = event.request ?? { id: null, idempotency_key: null };
  const related = names === 'none' ? undefined : relatedObject(event, names);
  if (names !== 'none' && !related) return undefined;
  const suffix = event.id.slice(snapshotStart.length);
  return {
    id: `${idStart}${suffix}${digestOf(`${event.id} ${type}`, 20)}`,
    object: 'v2.core.event',
    context: null,
    created: isoTime(event.created),
    livemode: false,
    reason:
      request === null ? null : { type: 'request', request: { id: request, idempotency_key: idempotency_key ?? '' } },
    ...(related ? { related_object: related } : {}),
    snapshot_event: event.id,
    type,
  };
}

/** A thin event by its id: one that is kept, or the one beside an event of v1. */
export function findThinEvent(tx: Tx, id: string): ThinEvent | undefined {
  const kept = tx.find('v2.core.event', id);
  if (kept) return kept as unknown as ThinEvent;
  const suffix = id.slice(idStart.length, idStart.length + longestId);
  const snapshot = tx.find('event', `${snapshotStart}${suffix}`);
  const thin = snapshot && thinEventOf(snapshot);
  return thin?.id === id ? thin : undefined;
}

/** What is pushed of a thin event: its details are fetched. */
export function notificationOf({ data: _data, ...event }: ThinEvent): object {
  return event;
}

/** What a webhook of it is owed for. */
export function factsOfThin(event: ThinEvent): Pick<Delivery, 'event' | 'type' | 'object_id'> {
  return { event: event.id, type: event.type, object_id: event.related_object?.id ?? '' };
}

/** The address of an object of a kind; undefined for kinds that cannot be retrieved. */
export function addressOfObject(kind: string, id: string): string | undefined {
  const path = retrievals.get(kind);
  return path === undefined ? undefined : `${path}/${id}`;
}

function relatedObject(event: Stripe.Event, names: 'object' | 'singleton'): RelatedObject | undefined {
  const object = event.data.object as { id?: string; object: string; alert?: Reference; customer?: Reference };
  // An alert's event shows the ringing, and is about the alert.
  const about = object.object === 'billing.alert_triggered' ? idOf(object.alert) : object.id;
  const type = object.object === 'billing.alert_triggered' ? 'billing.alert' : object.object;
  if (names === 'singleton') {
    const owner = idOf(object.customer ?? null);
    return { type, url: owner === null ? `/v1/${type}` : `/v1/customers/${owner}/${type}` };
  }
  const url = about ? addressOfObject(type, about) : undefined;
  return about && url !== undefined ? { id: about, type, url } : undefined;
}

/** `customer` → `/v1/customers`: where objects of each kind are retrieved by their id alone. */
const retrievals = new Map(
  Object.entries(operationTable.operations).flatMap(([key, { result, shape }]) => {
    const path = /^GET (\/v[12]\/[^:]+)\/:id$/.exec(key)?.[1];
    return path !== undefined && shape === undefined ? result.map((kind) => [kind, path] as const) : [];
  }),
);
