import { invalidRequest } from '../../kernel/errors.ts';
import { digestOf, idLength } from '../../kernel/ids.ts';
import { operationTable } from '../../kernel/operation-table.ts';
import type { Handler } from '../../kernel/resource.ts';
import { subscribePath } from './connect-listener.ts';

const keptForSeconds = 24 * 60 * 60;

/** How long a connection may last: the CLI then connects anew, and would miss what happens in between. */
const reconnectDelaySeconds = 24 * 60 * 60;

/**
 * What `stripe listen` asks for first. The secret follows from the device's name alone, so that it stays the same from one
 * day to the next, and after a reset.
 */
export const createSession: Handler<'POST /v1/stripecli/sessions'> = (tx, { params }) => {
  if (!params.websocket_features.includes('webhooks')) {
    throw invalidRequest({
      message: 'The emulator has one feature for the CLI to connect to: webhooks (`stripe listen`).',
      param: 'websocket_features',
    });
  }
  for (const { id, created } of tx.list('_stripecli_session')) {
    if (created < tx.now() - keptForSeconds) tx.remove('_stripecli_session', id);
  }
  const session = tx.insert('_stripecli_session', {
    id: tx.newId('cliws'),
    created: tx.now(),
    device_name: params.device_name,
    forward_to_url: params.forward_to_url ?? null,
    secret: `whsec_${digestOf(`stripe listen on ${params.device_name}`, idLength('whsec'))}`,
  });
  return {
    websocket_id: session.id,
    websocket_url: tx.url(subscribePath).replace(/^http/, 'ws'),
    websocket_authorized_feature: 'webhooks',
    default_version: operationTable.apiVersion,
    latest_version: operationTable.apiVersion,
    reconnect_delay: reconnectDelaySeconds,
    secret: session.secret,
  };
};
