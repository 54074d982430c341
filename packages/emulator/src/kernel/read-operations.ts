import type Stripe from 'stripe';
import { bothCursors, missing } from './errors.ts';
import { valueAt } from './fields.ts';
import { operationTable } from './operation-table.ts';
import type { Kind, StripeObjects } from './objects.ts';
import type { Call } from './resource.ts';
import type { Tx, Where } from './tx.ts';

/** Answers the object that the path names; a deleted one where Stripe shows deleted ones. */
export function retrieve<K extends Kind>(kind: K): (tx: Tx, call: Call) => StripeObjects[K] {
  return (tx, call) => {
    const id = lastOf(call.path);
    const object = tx.find(kind, id);
    if (object) return object;
    const isShown = operationTable.operations[call.request.operation]?.deleted && tx.isDeleted(kind, id);
    if (isShown) return deletedAnswer(kind, id) as unknown as StripeObjects[K];
    throw missing(kind, id);
  };
}

/** What Stripe answers to a deletion. */
export function deletedAnswer<K extends Kind>(kind: K, id: string): { id: string; object: K; deleted: true } {
  return { id, object: kind, deleted: true };
}

export interface ListDefinition<T> {
  /** Parameters that narrow the list: by the field of the same name, or by the field (or path) given. Ranges and arrays work. */
  filter?: readonly string[] | Readonly<Record<string, string>>;
  /** Narrows the list by more than parameters: by an id in the path. May throw what Stripe throws for a wrong one. */
  where?: (tx: Tx, call: Call) => Where;
  /** Decides what fields cannot say. */
  accepts?: (object: T, call: Call, tx: Tx) => boolean;
}

/** Answers a page of a kind, newest first: `limit`, cursors, `created` and the declared filters. */
export function list<K extends Kind>(
  kind: K,
  definition: ListDefinition<StripeObjects[K]> = {},
): (tx: Tx, call: Call) => Stripe.ApiList<StripeObjects[K]> {
  const fields = fieldsOf(definition.filter ?? []);
  return (tx, call) => {
    const params = call.params as Readonly<Record<string, unknown>> & ListParams;
    const where: Record<string, unknown> = { ...definition.where?.(tx, call) };
    const ranges: [string, Range][] = [];
    for (const [param, field] of fields) {
      const value = params[param];
      if (value === undefined) continue;
      if (isRange(value)) ranges.push([field, value]);
      else {
        requireReferenced(tx, param, value);
        where[field] = value;
      }
    }
    const accepts = (object: StripeObjects[K]): boolean =>
      ranges.every(([field, range]) => isWithin(valueAt(object, field), range)) &&
      (definition.accepts?.(object, call, tx) ?? true);
    return pageAnswer(tx, kind, where, { params, url: call.request.path, accepts });
  };
}

/** A list inside an object, or of an object's parts: the newest `limit` of them, with the address of the rest. */
export function listOf<K extends Kind>(
  tx: Tx,
  kind: K,
  where: Where,
  options: { url: string; limit?: number },
): Stripe.ApiList<StripeObjects[K]> {
  const { data, hasMore } = tx.page(kind, where, { limit: options.limit ?? 10 });
  return { object: 'list', data, has_more: hasMore, url: options.url };
}

/** Everything that an object shows of its own parts. Stripe counts them there, though its types no longer say so. */
export function listOfParts<T>(data: T[], url: string): Stripe.ApiList<T> {
  const counted = { object: 'list' as const, data, has_more: false, total_count: data.length, url };
  return counted;
}

/** A list of things that are not objects of the store (an invoice's lines), in their own order, paged by the call's parameters. */
export function listFrom<T extends { id: string }>(kind: string, all: readonly T[], call: Call): Stripe.ApiList<T> {
  const { limit, startingAfter, endingBefore } = pagingOf(call.params as ListParams);
  const placeOf = (cursor: string | undefined, param: string): number => {
    if (cursor === undefined) return -1;
    const place = all.findIndex((object) => object.id === cursor);
    if (place < 0) throw missing(kind, cursor, param);
    return place;
  };
  const after = placeOf(startingAfter, 'starting_after');
  const before = placeOf(endingBefore, 'ending_before');
  if (after >= 0 && before >= 0) throw bothCursors();
  const isBackward = endingBefore !== undefined;
  const start = isBackward ? Math.max(0, before - limit) : after + 1;
  const end = isBackward ? before : start + limit;
  const hasMore = isBackward ? start > 0 : end < all.length;
  return { object: 'list', data: all.slice(start, end), has_more: hasMore, url: call.request.path };
}

interface ListParams {
  limit?: number;
  starting_after?: string;
  ending_before?: string;
}

interface Range {
  gt?: number;
  gte?: number;
  lt?: number;
  lte?: number;
}

function pageAnswer<K extends Kind>(
  tx: Tx,
  kind: K,
  where: Where,
  options: { params: ListParams; url: string; accepts: (object: StripeObjects[K]) => boolean },
): Stripe.ApiList<StripeObjects[K]> {
  const { data, hasMore } = tx.page(kind, where, { ...pagingOf(options.params), accepts: options.accepts });
  return { object: 'list', data, has_more: hasMore, url: options.url };
}

/** Stripe says that a page has 1 to 100 objects, and gives the nearest number to who asks for another one. */
function pagingOf(params: ListParams): { limit: number; startingAfter?: string; endingBefore?: string } {
  const { limit = 10, starting_after: startingAfter, ending_before: endingBefore } = params;
  return {
    limit: Math.min(Math.max(limit, 1), 100),
    ...(startingAfter === undefined ? {} : { startingAfter }),
    ...(endingBefore === undefined ? {} : { endingBefore }),
  };
}

function fieldsOf(filter: readonly string[] | Readonly<Record<string, string>>): [string, string][] {
  const named = Array.isArray(filter)
    ? filter.map((name: string): [string, string] => [name, name])
    : Object.entries(filter);
  return named.some(([param]) => param === 'created') ? named : [...named, ['created', 'created']];
}

function isRange(value: unknown): value is Range {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isWithin(value: unknown, { gt, gte, lt, lte }: Range): boolean {
  if (typeof value !== 'number') return false;
  if (gt !== undefined && value <= gt) return false;
  if (gte !== undefined && value < gte) return false;
  if (lt !== undefined && value >= lt) return false;
  return lte === undefined || value <= lte;
}

/** A list by a customer (or price, …) that never was is refused, not empty. */
function requireReferenced(tx: Tx, param: string, value: unknown): void {
  if (typeof value !== 'string' || !operationTable.kinds.has(param)) return;
  const kind = param as Kind;
  if (!tx.find(kind, value) && !tx.isDeleted(kind, value)) throw missing(kind, value, param);
}

function lastOf(path: Readonly<Record<string, string>>): string {
  return Object.values(path).at(-1) ?? '';
}
