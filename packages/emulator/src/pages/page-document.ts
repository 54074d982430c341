import type { FastifyReply } from 'fastify';
import { brandStylesheet } from './brand.ts';
import type { Brand } from './brand.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';

export type PageStyle = 'checkout' | 'portal';

interface PageOptions {
  title: string;
  brand: Brand;
  style: PageStyle;
  body: Html;
}

/** A whole page. Titles name the brand last, as browsers cut them from the end. */
export function pageDocument({ title, brand, style, body }: PageOptions): string {
  const brandHref = brandStylesheet(brand);
  const page = html`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="robots" content="noindex" />
      <meta name="referrer" content="no-referrer" />
      <title>${title === brand.name ? title : `${title} · ${brand.name}`}</title>
      <link rel="icon" href="data:," />
      <link rel="stylesheet" href="/_pages/base.css" />
      <link rel="stylesheet" href="/_pages/fields.css" />
      <link rel="stylesheet" href="/_pages/${style}.css" />
      ${brandHref ? html`<link rel="stylesheet" href="${brandHref}" />` : ''}
      <script type="module" src="/_pages/page.js"></script>
    </head>
    <body>
      ${body}
    </body>
  </html>`;
  return `<!doctype html>\n${page}\n`;
}

/**
 * Nothing but this server's own files, and no script or style in the page itself. `form-action` is left open on purpose:
 * browsers hold it against every redirect that follows a form, and a merchant's success page may redirect once more.
 */
const contentSecurityPolicy = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  'form-action http: https:',
].join('; ');

/** These pages hold people's addresses and links that are as good as a key: not cached, framed or passed on. */
export function sendPage(reply: FastifyReply, page: string, status = 200): FastifyReply {
  return reply
    .code(status)
    .header('content-type', 'text/html; charset=utf-8')
    .header('content-security-policy', contentSecurityPolicy)
    .header('cache-control', 'no-store')
    .header('referrer-policy', 'no-referrer')
    .header('x-content-type-options', 'nosniff')
    .send(page);
}
