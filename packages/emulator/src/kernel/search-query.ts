import { invalidRequest } from './errors.ts';
import { comparable, valueAt } from './fields.ts';

/** Whether an object is among what a query looks for. */
export type Finds = (object: object) => boolean;

interface Clause {
  field: string;
  operator: ':' | '~' | '>' | '<' | '>=' | '<=';
  /** Null stands for a field that is not there. */
  value: string | null;
  isNegated: boolean;
}

const pieces =
  /\s*(?:(?<join>AND|OR)\s+(?=\S))?(?<minus>-?)(?<name>[a-z_][a-z0-9_.]*)(?:\[(?<key>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\])?\s*(?<operator>:|~|>=|<=|>|<)\s*(?<value>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|null\b|-?[\w.]+)/iy;

/**
 * Reads Stripe's search language: `status:'active' AND metadata['tier']:'gold'`, `-email:null`, `created>1767225600`, `name~'ada'`.
 *
 * @param fields What can be asked for, by the name that queries use; metadata always can.
 * @see https://docs.stripe.com/search#search-query-language
 */
export function readQuery(query: string, resource: string, fields: Readonly<Record<string, string>>): Finds {
  const { clauses, isAny } = parse(query);
  const checks = clauses.map((clause) => finder(clause, pathOf(clause.field, resource, fields)));
  return isAny ? (object) => checks.some((check) => check(object)) : (object) => checks.every((check) => check(object));
}

function parse(query: string): { clauses: Clause[]; isAny: boolean } {
  const clauses: Clause[] = [];
  const joins = new Set<string>();
  pieces.lastIndex = 0;
  const text = query.trimEnd();
  while (pieces.lastIndex < text.length) {
    const groups = pieces.exec(text)?.groups;
    const { join, minus, name, key, operator, value } = groups ?? {};
    // Clauses that only follow each other are joined by AND.
    if (!name || !operator || value === undefined || (join && clauses.length === 0)) throw unreadable();
    if (clauses.length) joins.add((join ?? 'AND').toUpperCase());
    if (key !== undefined && name !== 'metadata') throw unreadable();
    const field = key === undefined ? name : `metadata.${unquoted(key)}`;
    clauses.push({
      field,
      operator: operator as Clause['operator'],
      value: value === 'null' ? null : unquoted(value),
      isNegated: minus === '-',
    });
  }
  if (clauses.length === 0 || clauses.length > 10) throw unreadable();
  if (joins.size > 1) {
    throw invalidRequest({ message: 'You cannot combine AND and OR in the same search query.', param: 'query' });
  }
  return { clauses, isAny: joins.has('OR') };
}

function pathOf(field: string, resource: string, fields: Readonly<Record<string, string>>): string[] {
  if (field.startsWith('metadata.')) return ['metadata', field.slice('metadata.'.length)];
  const path = Object.hasOwn(fields, field) ? fields[field] : undefined;
  if (path !== undefined) return [path];
  throw invalidRequest({
    message:
      `Field \`${field}\` is an unsupported search field for resource \`${resource}\`. ` +
      `See http://stripe.com/docs/search#query-fields-for-${resource.replaceAll('_', '-')} for a list of supported fields.`,
    param: 'query',
  });
}

function finder({ operator, value, isNegated }: Clause, path: string[]): Finds {
  if (operator === '~' && (value === null || value.length < 3)) {
    throw invalidRequest({ message: 'Substring search needs at least 3 characters.', param: 'query' });
  }
  const isComparison = operator !== ':' && operator !== '~';
  const wanted = value === null ? null : value.toLowerCase();
  const bound = Number(value);
  if (isComparison && (value === null || Number.isNaN(bound))) throw unreadable();
  return (object) => {
    const [first = '', key] = path;
    const found = comparable(
      key === undefined ? valueAt(object, first) : (valueAt(object, first) as Record<string, unknown> | null)?.[key],
    );
    return matchesOne(found, { operator, wanted, bound }) !== isNegated;
  };
}

function matchesOne(
  found: unknown,
  { operator, wanted, bound }: { operator: Clause['operator']; wanted: string | null; bound: number },
): boolean {
  const isThere = found !== undefined && found !== null && found !== '';
  if (wanted === null) return !isThere;
  if (!isThere) return false;
  const text = String(found).toLowerCase();
  if (operator === ':') return text === wanted;
  if (operator === '~') return text.includes(wanted);
  if (typeof found !== 'number') return false;
  if (operator === '>') return found > bound;
  if (operator === '<') return found < bound;
  return operator === '>=' ? found >= bound : found <= bound;
}

function unquoted(text: string): string {
  return /^["']/.test(text) ? text.slice(1, -1).replace(/\\(.)/g, '$1') : text;
}

function unreadable(): Error {
  return invalidRequest({
    message:
      'We were unable to parse your search query. Try using the format `metadata["key"]:"value"` to query for metadata or ' +
      'key:"value" to query for other fields.',
    param: 'query',
  });
}
