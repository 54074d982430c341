import { brandName } from './brand.ts';
import type { Brand } from './brand.ts';
import { attributes, html } from './html.ts';
import type { Html } from './html.ts';
import { pageDocument } from './page-document.ts';
import { pageFooter } from './page-footer.ts';

interface ClosedPageOptions {
  brand: Brand;
  title: string;
  text: string | Html;
  /** Where a person can go from here. */
  link?: { href: string; label: string } | null;
  framed?: string;
}

/** A page on which nothing is left to do: expired, complete, not found. */
export function closedPage({ brand, title, text, link, framed }: ClosedPageOptions): string {
  const body = html`<div class="column narrow">
    <header class="column-header">${brandName(brand)}</header>
    <main class="stack">
      <h1>${title}</h1>
      <p>${text}</p>
      ${link ? html`<p><a class="button primary" href="${link.href}" ${attributes({ target: framed && /^https?:/.test(link.href) ? '_top' : null })}>${link.label}</a></p>` : ''}
    </main>
    <footer>${pageFooter()}</footer>
  </div>`;
  return pageDocument({ title, brand, style: 'portal', body, framed });
}
