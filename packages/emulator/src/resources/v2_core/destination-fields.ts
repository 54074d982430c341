import type Stripe from 'stripe';
import { invalidRequest, missingParam } from '../../kernel/errors.ts';
import { operationTable } from '../../kernel/operation-table.ts';
import type { Schema } from '../../kernel/declared-operation.ts';

type Destination = Stripe.V2.Core.EventDestination;

const redacted = null as unknown as string;

/**
 * A destination as it is answered: where it sends to, and what it signs with, are left out unless they are asked for.
 *
 * @param secret Known only to who makes the destination.
 */
export function shownDestination(
  destination: Destination,
  include: readonly string[] = [],
  secret: string | null = null,
): Destination {
  const isShown = (field: string): boolean => include.includes(`webhook_endpoint.${field}`);
  return {
    ...destination,
    webhook_endpoint: {
      signing_secret: secret !== null && isShown('signing_secret') ? secret : redacted,
      url: isShown('url') ? (destination.webhook_endpoint?.url ?? redacted) : redacted,
    },
  };
}

/** @throws StripeError unless it is an http(s) address. */
export function checkUrl(url: string): string {
  const { protocol } = URL.parse(url) ?? {};
  if (protocol === 'http:' || protocol === 'https:') return url;
  throw invalidRequest({ message: `Not a valid URL: ${url.slice(0, 200)}`, param: 'webhook_endpoint[url]' });
}

/**
 * The types that a destination can listen to: those of thin events, or of snapshots.
 *
 * @throws StripeError for a type that there is not, or none at all.
 */
export function checkEnabledEvents(types: readonly string[], payload: Destination['event_payload']): string[] {
  if (types.length === 0) throw missingParam('enabled_events');
  const known = payload === 'thin' ? thinTypes : snapshotTypes;
  const unknown = types.find((type) => type !== '*' && !known.has(type));
  if (unknown === undefined) return [...new Set(types)];
  const message = `There is no ${payload} event of the type ${unknown.slice(0, 100)}.`;
  throw invalidRequest({ message, param: 'enabled_events' });
}

const thinTypes: ReadonlySet<string> = new Set(Object.keys(operationTable.thinEvents));

const snapshotTypes: ReadonlySet<string> = new Set(enabledEventsOfEndpoints());

/** What v1 declares that a webhook endpoint can listen to. */
function enabledEventsOfEndpoints(): string[] {
  const at = (place: number | undefined): Schema | undefined => operationTable.schemas[place ?? -1];
  const params = at(operationTable.operations['POST /v1/webhook_endpoints']?.params);
  const list = params?.k === 'object' ? at(params.fields['enabled_events']) : undefined;
  const element = list?.k === 'array' ? at(list.of) : undefined;
  return element?.k === 'enum' ? element.values : [];
}
