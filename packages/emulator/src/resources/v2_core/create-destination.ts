import type Stripe from 'stripe';
import { invalidRequest, missingParam } from '../../kernel/errors.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import { operationTable } from '../../kernel/operation-table.ts';
import type { Handler, Params } from '../../kernel/resource.ts';
import { isoTime } from '../../kernel/v2-times.ts';
import { checkEnabledEvents, checkUrl, shownDestination } from './destination-fields.ts';

type CreateParams = Params<'POST /v2/core/event_destinations'>;

const mostDestinations = 16;
const sources = ['@self', '@accounts', '@organization_members', '@organization_members/@accounts'];

/** @see https://docs.stripe.com/api/v2/core/event_destinations/create */
export const createDestination: Handler<'POST /v2/core/event_destinations'> = (tx, { params }) => {
  checkType(params);
  if (!params.webhook_endpoint) throw missingParam('webhook_endpoint');
  if (tx.list('v2.core.event_destination').length >= mostDestinations) {
    throw invalidRequest({ message: `You have reached the maximum of ${mostDestinations} event destinations.` });
  }
  const at = isoTime(tx.now());
  const { event_payload: payload } = params;
  const destination = tx.insert('v2.core.event_destination', {
    id: tx.newId('ed_test', 44),
    object: 'v2.core.event_destination',
    created: at,
    description: params.description ?? '',
    enabled_events: checkEnabledEvents(params.enabled_events, payload),
    event_payload: payload,
    events_from: checkSources(params.events_from ?? ['@self']),
    livemode: false,
    metadata: mergedMetadata(null, params.metadata),
    name: params.name,
    snapshot_api_version: snapshotVersion(params) as string,
    status: 'enabled',
    status_details: noDetails,
    type: 'webhook_endpoint',
    updated: at,
    webhook_endpoint: { url: checkUrl(params.webhook_endpoint.url) },
  });
  const { secret } = tx.insert('_webhook_secret', { id: destination.id, secret: tx.newSecret('whsec') });
  return shownDestination(destination, params.include, secret);
};

/** v2 answers null where its declaration says that a field may be absent. */
export const noDetails = null as unknown as Stripe.V2.Core.EventDestination.StatusDetails;

function checkType({ type, amazon_eventbridge, azure_event_grid }: CreateParams): void {
  if (type === 'webhook_endpoint' && !amazon_eventbridge && !azure_event_grid) return;
  throw invalidRequest({
    message: 'This emulator sends events to webhook endpoints only: `type` must be `webhook_endpoint`.',
    param: 'type',
  });
}

function checkSources(given: readonly string[]): string[] {
  const unknown = given.find((source) => !sources.includes(source));
  if (unknown === undefined) return [...given];
  const message = `Events can come from ${sources.join(', ')}, not from ${unknown.slice(0, 60)}.`;
  throw invalidRequest({ message, param: 'events_from' });
}

/** Thin events have no version. */
function snapshotVersion({ event_payload, snapshot_api_version }: CreateParams): string | null {
  if (event_payload === 'snapshot') return snapshot_api_version ?? operationTable.apiVersion;
  if (snapshot_api_version === undefined) return null;
  const message = 'Thin events have no API version: `snapshot_api_version` is for snapshot events only.';
  throw invalidRequest({ message, param: 'snapshot_api_version' });
}
