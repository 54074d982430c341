import http from 'node:http';
import type { AddressInfo } from 'node:net';
import Stripe from 'stripe';
import { onTestFinished } from 'vitest';

export interface ReceivedWebhook {
  event: Stripe.Event;
  signature: string;
  body: string;
}

export interface Endpoint {
  id: string;
  url: string;
  /** Verified with the endpoint's secret, in the order of arrival. */
  received: ReceivedWebhook[];
  types(): string[];
  /** What it answers from now on; `null` never answers. */
  answerWith(status: number | null): void;
  /** Called with each event before it is answered. */
  onEvent(listener: (event: Stripe.Event) => void | Promise<void>): void;
}

/** A webhook endpoint on a real port, registered for the given events. */
export async function givenEndpoint(
  stripe: Stripe,
  enabledEvents: Stripe.WebhookEndpointCreateParams.EnabledEvent[] = ['*'],
): Promise<Endpoint> {
  const received: ReceivedWebhook[] = [];
  let secret = '';
  let status: number | null = 200;
  let listener: (event: Stripe.Event) => void | Promise<void> = () => undefined;
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      const body = Buffer.concat(chunks).toString('utf8');
      const signature = String(request.headers['stripe-signature']);
      const event = Stripe.webhooks.constructEvent(body, signature, secret);
      received.push({ event, signature, body });
      await listener(event);
      if (status !== null) response.writeHead(status).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`;
  const endpoint = await stripe.webhookEndpoints.create({ url, enabled_events: enabledEvents });
  secret = endpoint.secret ?? '';
  return {
    id: endpoint.id,
    url,
    received,
    types: () => received.map(({ event }) => event.type),
    answerWith: (answer) => void (status = answer),
    onEvent: (heard) => void (listener = heard),
  };
}
