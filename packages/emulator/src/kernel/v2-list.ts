import type Stripe from 'stripe';
import { invalidRequest } from './errors.ts';
import type { Call } from './resource.ts';

const usualLimit = 20;
const mostPerPage = 100;

interface PageParams {
  limit?: number;
  page?: string;
}

/**
 * A page of things that are in order already. A page is named by the thing beside it, so that it stays the same page when
 * something new comes.
 *
 * @see https://docs.stripe.com/api-v2-overview
 */
export function v2List<T extends { id: string }>(all: readonly T[], call: Call): Stripe.V2List<T> {
  const { limit = usualLimit, page } = call.params as PageParams;
  if (limit < 1 || limit > mostPerPage) {
    throw invalidRequest({ message: `The limit must be between 1 and ${mostPerPage}.`, param: 'limit' });
  }
  const start = page === undefined ? 0 : startOf(all, page, limit);
  const data = all.slice(start, start + limit);
  const last = data.at(-1);
  const first = data.at(0);
  const isMore = start + limit < all.length;
  return {
    data,
    next_page_url: isMore && last ? addressOf(call, `after:${last.id}`) : null,
    previous_page_url: start > 0 && first ? addressOf(call, `before:${first.id}`) : null,
  };
}

function startOf(all: readonly { id: string }[], page: string, limit: number): number {
  const [side, id] = Buffer.from(page, 'base64url').toString('utf8').split(':', 2);
  const at = all.findIndex((each) => each.id === id);
  if (at >= 0 && side === 'after') return at + 1;
  if (at >= 0 && side === 'before') return Math.max(0, at - limit);
  throw invalidRequest({ message: `Invalid page: ${page.slice(0, 60)}`, param: 'page' });
}

/** The same question, for another page. */
function addressOf({ request, params }: Call, page: string): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (name === 'page') continue;
    if (typeof value !== 'object' || value === null) query.append(name, String(value));
    else for (const [key, inner] of Object.entries(value)) query.append(`${name}[${key}]`, String(inner));
  }
  query.append('page', Buffer.from(page).toString('base64url'));
  return `${request.path}?${query.toString()}`;
}
