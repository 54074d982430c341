import type Stripe from 'stripe';
import { invalidRequest } from './errors.ts';
import type { Kind, StripeObjects } from './objects.ts';
import type { Call } from './resource.ts';
import { readQuery } from './search-query.ts';
import type { Tx } from './tx.ts';

interface SearchParams {
  query: string;
  limit?: number;
  page?: string;
  expand?: string[];
}

/**
 * Answers a search, newest first. Stripe's index lags behind writes by up to a minute; this one does not.
 *
 * @param fields What can be asked for besides metadata, by the name that queries use; with a path where the field stands elsewhere.
 */
export function search<K extends Kind>(
  kind: K,
  fields: readonly string[] | Readonly<Record<string, string>>,
): (tx: Tx, call: Call) => Stripe.ApiSearchResult<StripeObjects[K]> {
  const paths = Array.isArray(fields)
    ? Object.fromEntries(fields.map((field: string) => [field, field]))
    : (fields as Readonly<Record<string, string>>);
  return (tx, call) => {
    const { query, limit = 10, page, expand } = call.params as SearchParams;
    if (limit < 1 || limit > 100) {
      const bound = limit < 1 ? 'greater than or equal to 1' : 'less than or equal to 100';
      throw invalidRequest({
        code: 'parameter_invalid_integer',
        message: `This value must be ${bound}.`,
        param: 'limit',
      });
    }
    const resourceName = call.request.path.split('/').at(-2) ?? kind;
    const found = tx.list(kind).filter(readQuery(query, resourceName, paths));
    const start = page === undefined ? 0 : startOf(page, found as { id?: string }[]);
    const data = found.slice(start, start + limit);
    const last = data.at(-1) as { id?: string } | undefined;
    const hasMore = start + limit < found.length;
    return {
      object: 'search_result',
      data,
      has_more: hasMore,
      next_page: hasMore && last?.id !== undefined ? Buffer.from(last.id).toString('base64url') : null,
      ...(expand?.includes('total_count') ? { total_count: found.length } : {}),
      url: call.request.path,
    };
  };
}

/** A page is named by the last object of the one before it. */
function startOf(page: string, found: readonly { id?: string }[]): number {
  const id = Buffer.from(page, 'base64url').toString('utf8');
  const at = found.findIndex((object) => object.id === id);
  if (at >= 0) return at + 1;
  throw invalidRequest({ message: `Invalid page: ${page.slice(0, 60)}`, param: 'page' });
}
