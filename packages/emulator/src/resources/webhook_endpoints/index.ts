import { invalidRequest } from '../../kernel/errors.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import { deletedAnswer, list, retrieve } from '../../kernel/read-operations.ts';
import { resource } from '../../kernel/resource.ts';
import type { Handler } from '../../kernel/resource.ts';

const mostEndpoints = 16;

/** Where events are sent. The secret is shown once, when an endpoint is made. */
const createEndpoint: Handler<'POST /v1/webhook_endpoints'> = (tx, { params }) => {
  requireUrl(params.url);
  if (params.enabled_events.length === 0) {
    throw invalidRequest({
      code: 'parameter_missing',
      message: 'Missing required param: enabled_events.',
      param: 'enabled_events',
    });
  }
  if (tx.list('webhook_endpoint').length >= mostEndpoints) {
    throw invalidRequest({ message: `You have reached the maximum of ${mostEndpoints} test webhook endpoints.` });
  }
  const endpoint = tx.insert('webhook_endpoint', {
    id: tx.newId('we'),
    object: 'webhook_endpoint',
    api_version: params.api_version ?? null,
    application: null,
    created: tx.now(),
    description: params.description || null,
    enabled_events: params.enabled_events,
    livemode: false,
    metadata: mergedMetadata(null, params.metadata),
    status: 'enabled',
    url: params.url,
  });
  const { secret } = tx.insert('_webhook_secret', { id: endpoint.id, secret: tx.newSecret('whsec') });
  return { ...endpoint, secret };
};

const updateEndpoint: Handler<'POST /v1/webhook_endpoints/:id'> = (tx, { params, path }) => {
  const endpoint = tx.get('webhook_endpoint', path.id);
  if (params.url !== undefined) requireUrl(params.url);
  return tx.update('webhook_endpoint', endpoint.id, {
    ...(params.url === undefined ? {} : { url: params.url }),
    ...(params.enabled_events === undefined ? {} : { enabled_events: params.enabled_events }),
    ...(params.description === undefined ? {} : { description: params.description || null }),
    ...(params.disabled === undefined ? {} : { status: params.disabled ? 'disabled' : 'enabled' }),
    metadata: mergedMetadata(endpoint.metadata, params.metadata),
  });
};

const deleteEndpoint: Handler<'DELETE /v1/webhook_endpoints/:id'> = (tx, { path }) => {
  const { id } = tx.get('webhook_endpoint', path.id);
  tx.remove('webhook_endpoint', id);
  tx.remove('_webhook_secret', id);
  for (const delivery of tx.list('_delivery', { endpoint: id })) tx.remove('_delivery', delivery.id);
  return deletedAnswer('webhook_endpoint', id);
};

function requireUrl(url: string): void {
  const { protocol } = URL.parse(url) ?? {};
  if (protocol === 'http:' || protocol === 'https:') return;
  const message =
    protocol === undefined ? 'Not a valid URL' : 'Invalid URL: webhook endpoints are reached by http or https.';
  throw invalidRequest({ code: 'url_invalid', message, param: 'url' });
}

export const webhookEndpoints = resource('webhook_endpoint', {
  operations: {
    'POST /v1/webhook_endpoints': createEndpoint,
    'GET /v1/webhook_endpoints/:id': retrieve('webhook_endpoint'),
    'POST /v1/webhook_endpoints/:id': updateEndpoint,
    'DELETE /v1/webhook_endpoints/:id': deleteEndpoint,
    'GET /v1/webhook_endpoints': list('webhook_endpoint'),
  },
});
