import { invalidRequest } from './errors.ts';
import { isHash } from './fields.ts';
import type { Kind, StripeObjects } from './objects.ts';
import { operationTable } from './operation-table.ts';
import type { DeclaredOperation, ExpandNode } from './declared-operation.ts';
import { deletedAnswer } from './read-operations.ts';
import type { Registry } from './registry.ts';
import type { Tx } from './tx.ts';

/** What shall be expanded, as a tree of field names. */
export interface Expansion {
  [field: string]: Expansion;
}

type Fields = Readonly<Record<string, ExpandNode>>;

const maximumDepth = 4;

/**
 * Reads `expand[]` and checks it against what the operation can answer, so that a wrong path is refused before anything is done.
 *
 * @see https://docs.stripe.com/api/expanding_objects
 */
export function readExpansion(operation: DeclaredOperation, paths: readonly string[], registry: Registry): Expansion {
  const expansion: Expansion = {};
  for (const path of paths) {
    const segments = path.split('.');
    if (segments.length > maximumDepth) {
      throw invalidRequest({
        message: `You cannot expand more than ${maximumDepth} levels of a property. Property: ${path}`,
      });
    }
    requireExpandable(operation, path, segments, registry);
    let branch = expansion;
    for (const segment of segments) branch = branch[segment] ??= {};
  }
  return expansion;
}

function requireExpandable(
  operation: DeclaredOperation,
  path: string,
  segments: readonly string[],
  registry: Registry,
): void {
  const top = operation.result.map((kind) => fieldsOf(kind, registry));
  if (operation.shape === 'search' && path === 'total_count') return;
  const isPage = operation.shape !== undefined;
  if (isPage && segments[0] !== 'data') {
    const hint = isReachable(top, segments) ? ` You may want to try expanding 'data.${path}' instead.` : '';
    throw invalidRequest({ message: `This property cannot be expanded (${path}).${hint}` });
  }
  const below = isPage ? segments.slice(1) : segments;
  if (isReachable(top, below)) return;
  // Named is the path up to what no object here has.
  const known = below.findIndex((_, index) => !isReachable(top, below.slice(0, index + 1), { isWhole: false }));
  const named = known < 0 ? segments : segments.slice(0, segments.length - below.length + known + 1);
  throw invalidRequest({ message: `This property cannot be expanded (${named.join('.')}).` });

  function isReachable(start: readonly Fields[], names: readonly string[], { isWhole = true } = {}): boolean {
    let reached = start;
    let isEnd = names.length === 0;
    for (let i = 0; i < names.length; i += 1) {
      const name = names[i] as string;
      const nodes = reached.map((fields) => fields[name]).filter((node) => node !== undefined);
      if (nodes.length === 0) return false;
      isEnd = nodes.some((node) => node.to ?? node.of ?? node.include);
      const kinds = nodes.flatMap((node) => [...(node.to ?? []), ...(node.of ?? [])]);
      reached = [
        ...kinds.map((kind) => fieldsOf(kind, registry)),
        ...nodes.map((node) => node.in).filter((inner) => inner !== undefined),
      ];
      if (names[i + 1] === 'data' && nodes.some((node) => node.of)) i += 1;
    }
    return isEnd || !isWhole;
  }
}

/** What Stripe declares as expandable in a kind, and what its resource includes on request. */
function fieldsOf(kind: string, registry: Registry): Fields {
  const declared = operationTable.expandable[kind] ?? {};
  const included = registry.of(kind)?.includes;
  if (!included) return declared;
  const undeclared = Object.keys(included).filter((name) => !(name in declared));
  return undeclared.length
    ? { ...declared, ...Object.fromEntries(undeclared.map((name) => [name, { include: 1 as const }])) }
    : declared;
}

/** An answer with the asked for fields filled in. Nothing of the store is changed by it. */
export function expandAnswer(tx: Tx, answer: object, expansion: Expansion, registry: Registry): object {
  return expandValue(answer, undefined, expansion, null) as object;

  function expandValue(value: unknown, node: ExpandNode | undefined, branch: Expansion, part: Part | null): unknown {
    if (Array.isArray(value)) return value.map((element) => expandValue(element, node, branch, null));
    if (typeof value === 'string' && node?.to) {
      const found = fetchFor(tx, node.to, value);
      return found ? expandValue(found, undefined, branch, null) : value;
    }
    if (!isHash(value) || Object.keys(branch).length === 0) return value;
    const kind = typeof value['object'] === 'string' ? value['object'] : undefined;
    if (kind !== undefined) {
      return expandFields(value, operationTable.expandable[kind], branch, { kind, object: value, path: '' });
    }
    return expandFields(value, node?.in, branch, part);
  }

  function expandFields(
    hash: Record<string, unknown>,
    fields: Fields | undefined,
    branch: Expansion,
    part: Part | null,
  ): object {
    const expanded = { ...hash };
    for (const [name, below] of Object.entries(branch)) {
      const include = part ? registry.of(part.kind)?.includes?.[part.path + name] : undefined;
      if (part && include && (hash[name] === undefined || hash[name] === null))
        expanded[name] = include(tx, storedAs(tx, part.kind, part.object) as never);
      const inner = part && { ...part, path: `${part.path}${name}.` };
      if (expanded[name] !== undefined) expanded[name] = expandValue(expanded[name], fields?.[name], below, inner);
    }
    return expanded;
  }
}

/** Where in an object a hash stands: includes of its parts are named by their path (`fixed_amount.currency_options`). */
interface Part {
  kind: string;
  object: Record<string, unknown>;
  path: string;
}

/** Includes are drawn from what is stored, which may hold more than what is shown. */
function storedAs(tx: Tx, kind: string, shown: Record<string, unknown>): object {
  const id = typeof shown['id'] === 'string' ? shown['id'] : null;
  return tx.find(kind as Kind, id) ?? shown;
}

/** The object behind an id, of the first of the kinds that has it; deleted ones show that they are. */
function fetchFor(tx: Tx, kinds: readonly string[], id: string): object | undefined {
  for (const name of kinds) {
    const kind = name as Kind;
    const object: StripeObjects[Kind] | undefined = tx.find(kind, id);
    if (object) return tx.render(kind, object);
    if (tx.isDeleted(kind, id)) return deletedAnswer(kind, id);
  }
  return undefined;
}
