import type { FastifyReply } from 'fastify';
import { brandStylesheet } from './brand.ts';
import type { Brand } from './brand.ts';
import { attributes, html } from './html.ts';
import type { Html } from './html.ts';

export type PageStyle = 'checkout' | 'checkout-form' | 'portal';

interface PageOptions {
  title: string;
  brand: Brand;
  style: PageStyle;
  body: Html;
  /** Made to stand in a frame of a merchant's page, which is told how it stands: `open`, `complete`, `expired`. */
  framed?: string | undefined;
  /** The page's script; without one, the script of every page. */
  script?: string;
}

/** A whole page. Titles name the brand last, as browsers cut them from the end. */
export function pageDocument({ title, brand, style, body, framed, script }: PageOptions): string {
  const brandHref = brandStylesheet(brand);
  const page = html`<html lang="en" ${attributes({ 'data-framed': framed })}>
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
      <script type="module" src="${script ?? '/_pages/page.js'}"></script>
      ${framed ? html`<script type="module" src="/_pages/framed-page.js"></script>` : ''}
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
const contentSecurity = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "frame-src 'self'",
  "base-uri 'none'",
  'form-action http: https:',
];

/** These pages hold people's addresses and links that are as good as a key: not cached, framed or passed on. */
export function sendPage(reply: FastifyReply, page: string, status = 200): FastifyReply {
  return sendWithAncestors(reply, { page, status, ancestors: "'none'" });
}

/** A page that is made to stand in a merchant's. */
export function sendFramedPage(reply: FastifyReply, page: string, status = 200): FastifyReply {
  return sendWithAncestors(reply, { page, status, ancestors: 'http: https:' });
}

function sendWithAncestors(
  reply: FastifyReply,
  { page, status, ancestors }: { page: string; status: number; ancestors: string },
): FastifyReply {
  return reply
    .code(status)
    .header('content-type', 'text/html; charset=utf-8')
    .header('content-security-policy', [...contentSecurity, `frame-ancestors ${ancestors}`].join('; '))
    .header('cache-control', 'no-store')
    .header('referrer-policy', 'no-referrer')
    .header('x-content-type-options', 'nosniff')
    .send(page);
}
