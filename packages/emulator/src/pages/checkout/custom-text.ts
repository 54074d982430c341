import { html } from '../html.ts';
import type { Html, Printable } from '../html.ts';

/** A merchant's own words; `[links](https://…)` in them are links, nothing else is markup. */
export function customText(given: { message: string } | null | undefined): Html {
  return given ? html`<p class="terms">${linkedText(given.message)}</p>` : html``;
}

export function linkedText(text: string): Printable[] {
  const parts: Printable[] = [];
  let end = 0;
  for (const match of text.matchAll(/\[([^\]]+)\]\((https?:\/\/[^\s)]+)\)/g)) {
    parts.push(text.slice(end, match.index), html`<a href="${match[2]}">${match[1]}</a>`);
    end = match.index + match[0].length;
  }
  return [...parts, text.slice(end)];
}
