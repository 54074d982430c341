import type { FastifyInstance } from 'fastify';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import type { EventListener } from '../../kernel/event-listener.ts';
import type { Tx } from '../../kernel/tx.ts';
import { listenerOver } from './listener.ts';

/** Where `stripe listen` connects to. */
export const subscribePath = '/stripecli/subscribe';

const subProtocol = 'stripecli-devproxy-v1';

export interface ListenerOptions {
  kernel: { read<T>(look: (tx: Tx) => T): T };
  webhooks: { addListener(listener: EventListener): void; removeListener(id: string): void };
  /** How long the CLI may take to answer an event. */
  timeoutMs: number;
}

/** Lets the Stripe CLI connect with the session that it made, and hear of events until it leaves. */
export function mountStripeCli(app: FastifyInstance, { kernel, webhooks, timeoutMs }: ListenerOptions): void {
  const sockets = new WebSocketServer({
    noServer: true,
    handleProtocols: (offered) => (offered.has(subProtocol) ? subProtocol : false),
  });
  const connected = new Map<string, WebSocket>();

  app.server.on('upgrade', (request, connection, head) => {
    const id = String(request.headers['websocket-id']);
    const session = kernel.read((tx) => tx.find('_stripecli_session', id));
    const isAddress = request.url?.split('?', 1)[0] === subscribePath;
    if (!session || !isAddress) {
      const status = isAddress ? '401 Unauthorized' : '404 Not Found';
      connection.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, connection, head, (socket) => {
      // Whoever comes again with the same session lost its first connection without saying so.
      connected.get(id)?.terminate();
      connected.set(id, socket);
      webhooks.addListener(listenerOver(socket, session, { timeoutMs }));
      // A broken frame ends the connection, which is all that there is to do about it.
      socket.on('error', () => socket.terminate());
      socket.on('close', () => {
        if (connected.get(id) !== socket) return;
        connected.delete(id);
        webhooks.removeListener(id);
      });
    });
  });
  // A server waits for its connections, and these stay open.
  app.addHook('preClose', async () => {
    for (const socket of connected.values()) socket.terminate();
  });
}
