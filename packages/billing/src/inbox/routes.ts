import { Problem, WebhookReceived } from '@purser/contract';
import type { Api } from '../http/api.ts';
import type { Billing } from '../kernel/billing.ts';
import { createInbox } from './receive-webhook.ts';

/** Stripe's largest events are invoices with hundreds of lines. */
const largestEvent = 4 * 1024 * 1024;

export async function inboxRoutes(server: Api, billing: Billing): Promise<void> {
  const receive = createInbox(billing);
  // A scope of its own: here a body stays the bytes that were signed, whatever its content type.
  await server.register((scope: Api, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: largestEvent }, (request, body, parsed) => {
      request.rawBody = Buffer.isBuffer(body) ? body : Buffer.from(body);
      parsed(null, null);
    });
    scope.post(
      '/api/payments/webhook',
      {
        bodyLimit: largestEvent,
        config: { access: 'public', rateLimit: false },
        schema: {
          summary: 'Stripe’s deliveries',
          description: 'Verified by `Stripe-Signature`, stored once, and answered when it is stored.',
          response: { 200: WebhookReceived, default: Problem },
        },
      },
      async (request) => {
        const signature = request.headers['stripe-signature'];
        await receive({
          body: request.rawBody ?? Buffer.alloc(0),
          signature: Array.isArray(signature) ? signature[0] : signature,
        });
        return { status: 'success' as const };
      },
    );
    done();
  });
}
