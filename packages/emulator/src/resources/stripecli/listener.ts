import type { WebSocket } from 'ws';
import type { EventListener } from '../../kernel/event-listener.ts';
import { operationTable } from '../../kernel/operation-table.ts';
import type { SendOutcome } from '../../kernel/send-webhook.ts';
import type { CliSession } from './index.ts';

/** How long an event that the CLI has taken may stay without the answer of the place it is forwarded to, the first time. */
const patienceMs = 2000;

const gone: SendOutcome = { status: null, error: 'The Stripe CLI left' };

interface Frame {
  type?: string;
  webhook_conversation_id?: string;
  status?: number;
}

/**
 * Speaks the protocol of `stripe listen` over a connection: each event is a frame, which the CLI acknowledges and, when it
 * forwards, answers with what the place it forwards to said. A type that it keeps to itself (`--events`) is only
 * acknowledged; after the first event of that type nothing is waited for.
 */
export function listenerOver(
  socket: WebSocket,
  session: CliSession,
  { timeoutMs }: { timeoutMs: number },
): EventListener {
  const hear = new Map<string, (frame: Frame) => void>();
  const keptBack = new Set<string>();
  socket.on('message', (data) => {
    const frame = readFrame(String(data));
    hear.get(frame.webhook_conversation_id ?? '')?.(frame);
  });
  socket.on('close', () => hear.forEach((listen) => listen({ type: 'gone' })));

  const answerTo = (conversation: string, type: string): Promise<SendOutcome> => {
    const { promise, resolve } = Promise.withResolvers<SendOutcome>();
    const tooLate = (): void => resolve({ status: null, error: `No answer within ${timeoutMs} ms` });
    let timer = setTimeout(tooLate, timeoutMs);
    const acknowledged: SendOutcome = { status: 200, error: null };
    hear.set(conversation, (frame) => {
      if (frame.type === 'gone') resolve(gone);
      if (frame.type === 'webhook_response') {
        keptBack.delete(type);
        resolve({ status: frame.status ?? null, error: null });
      }
      if (frame.type !== 'event_ack') return;
      if (session.forward_to_url === null || keptBack.has(type)) return resolve(acknowledged);
      clearTimeout(timer);
      timer = setTimeout(
        () => {
          keptBack.add(type);
          resolve(acknowledged);
        },
        Math.min(patienceMs, timeoutMs),
      );
    });
    return promise.finally(() => {
      clearTimeout(timer);
      hear.delete(conversation);
    });
  };

  return {
    id: session.id,
    url: session.forward_to_url ?? 'stripe listen',
    secret: session.secret,
    async send({ delivery, body, signature }) {
      if (socket.readyState !== socket.OPEN) return gone;
      const conversation = delivery.id;
      const answer = answerTo(conversation, delivery.type);
      // With --latest it takes what names a version, else what names none. The other one it lets lie.
      for (const version of [null, operationTable.apiVersion]) {
        socket.send(JSON.stringify(webhookEvent(delivery.event, { conversation, body, signature, version })));
      }
      return answer;
    },
  };
}

function webhookEvent(
  event: string,
  {
    conversation,
    body,
    signature,
    version,
  }: Record<'conversation' | 'body' | 'signature', string> & { version: string | null },
): object {
  return {
    type: 'webhook_event',
    webhook_id: `wh_${event}`,
    webhook_conversation_id: conversation,
    endpoint: { api_version: version },
    event_payload: body,
    http_headers: {
      'Content-Type': 'application/json; charset=utf-8',
      'User-Agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
      'Stripe-Signature': signature,
    },
  };
}

function readFrame(text: string): Frame {
  try {
    return JSON.parse(text) as Frame;
  } catch {
    return {};
  }
}
