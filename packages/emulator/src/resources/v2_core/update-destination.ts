import { mergedMetadata } from '../../kernel/metadata.ts';
import type { Handler } from '../../kernel/resource.ts';
import { isoTime } from '../../kernel/v2-times.ts';
import { checkEnabledEvents, checkUrl, shownDestination } from './destination-fields.ts';

/** @see https://docs.stripe.com/api/v2/core/event_destinations/update */
export const updateDestination: Handler<'POST /v2/core/event_destinations/:id'> = (tx, { path, params }) => {
  const before = tx.get('v2.core.event_destination', path.id);
  const { description, enabled_events: types, metadata, name, webhook_endpoint: endpoint } = params;
  const destination = tx.update('v2.core.event_destination', before.id, {
    ...(description === undefined ? {} : { description }),
    ...(types === undefined ? {} : { enabled_events: checkEnabledEvents(types, before.event_payload) }),
    ...(endpoint === undefined ? {} : { webhook_endpoint: { url: checkUrl(endpoint.url) } }),
    ...(name === undefined ? {} : { name }),
    metadata: mergedMetadata(before.metadata ?? null, metadata),
    updated: isoTime(tx.now()),
  });
  return shownDestination(destination, params.include);
};
