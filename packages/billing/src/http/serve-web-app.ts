import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyReply } from 'fastify';
import { describePricingPage } from '../catalog/index.ts';
import type { Billing } from '../kernel/billing.ts';
import { BillingError } from '../kernel/errors.ts';
import type { Api } from './api.ts';

/**
 * Serves the built web application. Its own addresses (`/pricing`, `/account`) are all `index.html`; anything under
 * `/api/`, a file that is not there, or a request for something other than a page is a plain 404.
 */
export async function serveWebApp(
  server: Api,
  { catalog, settings }: Billing,
  { webRoot }: { webRoot: string | undefined },
): Promise<void> {
  const page = webRoot === undefined ? null : readFileSync(join(webRoot, 'index.html'), 'utf8');
  const pricing = describePricingPage(page ?? '', { catalog, frontendUrl: settings.frontendUrl });
  if (webRoot !== undefined) {
    await server.register(fastifyStatic, {
      root: webRoot,
      index: false,
      globIgnore: ['**/index.html'],
      wildcard: false,
      // The build names files by their content, so a name never changes what it holds.
      setHeaders: (response, file) => {
        const isHashed = /[-.][A-Z0-9]{8,}\.\w+$/.test(file);
        response.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    });
    for (const address of ['/', '/index.html', '/pricing'])
      server.get(address, { schema: { hide: true }, config: { rateLimit: false } }, (_request, reply) =>
        sendPage(reply, pricing),
      );
  }
  server.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0] ?? '';
    const isPage =
      (request.method === 'GET' || request.method === 'HEAD') &&
      /text\/html|\*\/\*/.test(request.headers.accept ?? '*/*') &&
      !/^\/(?:api|docs)\/|\.\w+$/.test(path);
    if (page !== null && isPage) return sendPage(reply, page);
    throw new BillingError('not_found', `There is nothing at ${request.method} ${path}.`);
  });
}

/** Angular adds the nonce of its root element to every style that it makes. */
function sendPage(reply: FastifyReply, page: string): FastifyReply {
  const nonce = reply.cspNonce.style;
  const html = page.replace(/<app-root(?![^>]*ngCspNonce)/i, `<app-root ngCspNonce="${nonce}"`);
  return reply.header('cache-control', 'no-store').type('text/html; charset=utf-8').send(html);
}
