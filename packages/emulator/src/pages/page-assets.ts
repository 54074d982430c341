import { readFile } from 'node:fs/promises';
import type { FastifyInstance } from 'fastify';
import { brandCss } from './brand.ts';

const assetTypes: Record<string, string> = {
  'base.css': 'text/css; charset=utf-8',
  'fields.css': 'text/css; charset=utf-8',
  'checkout.css': 'text/css; charset=utf-8',
  'checkout-form.css': 'text/css; charset=utf-8',
  'portal.css': 'text/css; charset=utf-8',
  'format-card.js': 'text/javascript; charset=utf-8',
  'framed-page.js': 'text/javascript; charset=utf-8',
  'bank-entry.js': 'text/javascript; charset=utf-8',
  'iban-check.js': 'text/javascript; charset=utf-8',
  'page.js': 'text/javascript; charset=utf-8',
  'card-entry.js': 'text/javascript; charset=utf-8',
};

/** The pages' own style sheets and script, as files: the pages' security policy allows nothing inside the page. */
export function mountPageAssets(server: FastifyInstance): void {
  for (const [name, type] of Object.entries(assetTypes)) {
    const file = readFile(new URL(`assets/${name}`, import.meta.url));
    // Awaited by the route; without this a missing file would end the process before anyone asks for it.
    file.catch(() => undefined);
    server.get(`/_pages/${name}`, async (_request, reply) =>
      reply
        .header('content-type', type)
        .header('cache-control', 'no-cache')
        .send(await file),
    );
  }
  server.get<{ Querystring: Record<string, unknown> }>('/_pages/brand.css', (request, reply) =>
    reply.header('content-type', 'text/css; charset=utf-8').send(brandCss(request.query)),
  );
}
