/**
 * Writes into the emulator's README which operations it serves, and which of the same resources it does not:
 *
 *   node scripts/list-emulator-operations.ts
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { operationTable } from '../packages/emulator/src/kernel/operation-table.ts';
import { resources } from '../packages/emulator/src/resources/index.ts';

const readme = fileURLToPath(new URL('../packages/emulator/README.md', import.meta.url));
const begin = '<!-- operations: written by scripts/list-emulator-operations.ts -->';
const end = '<!-- end of operations -->';

/** Folders of Stripe's API whose second segment names the resource: `/v1/checkout/sessions`. */
const families = new Set(['billing', 'billing_portal', 'checkout', 'core', 'entitlements', 'radar', 'test_helpers']);

/** `/v1/checkout/sessions/:id/expire` → the resource `checkout/sessions` and the rest of the path. */
function placeOf(path: string): { resource: string; rest: string[] } {
  const [version, ...segments] = path.split('/').slice(1);
  const length = families.has(segments[0] ?? '') ? 2 : 1;
  const name = segments.slice(0, length).join('/');
  return { resource: version === 'v1' ? name : `${version}/${name}`, rest: segments.slice(length) };
}

const plainNames: Record<string, string> = {
  'POST ': 'create',
  'GET :': 'retrieve',
  'POST :': 'update',
  'DELETE :': 'delete',
};

/** What people call an operation: `create`, `expire`, `list line_items`. */
function nameOf(key: string): string {
  const [method = '', path = ''] = key.split(' ');
  const { rest } = placeOf(path);
  const shape = rest.map((segment) => (segment.startsWith(':') ? ':' : segment)).join('/');
  const plain = plainNames[`${method} ${shape}`];
  if (plain !== undefined) return plain;
  const words = rest.filter((segment) => !segment.startsWith(':')).join(' ');
  const isList = operationTable.operations[key]?.shape === 'list';
  if (method === 'GET' && (isList || words === '')) return `${isList ? 'list' : 'retrieve'} ${words}`.trim();
  if (method === 'GET' || (method === 'POST' && !shape.endsWith(':'))) {
    return shape.endsWith(':') ? `retrieve ${words}` : words;
  }
  return `${method === 'POST' ? 'update' : 'delete'} ${words}`;
}

const usualOrder = ['create', 'retrieve', 'update', 'delete', 'list', 'search'];

/** The usual operations first, as Stripe's reference has them; the others by their names. */
function inOrder(names: readonly string[]): string[] {
  const rank = (name: string): number => (usualOrder.indexOf(name) + 1 || usualOrder.length + 1) - 1;
  return names.toSorted((a, b) => rank(a) - rank(b) || a.localeCompare(b));
}

/** A line for each resource: its name and its operations. */
function linesOf(operations: Iterable<string>, isShown: (resource: string) => boolean): string[] {
  const found = new Map<string, string[]>();
  for (const key of operations) {
    const { resource } = placeOf(key.slice(key.indexOf(' ') + 1));
    found.set(resource, [...(found.get(resource) ?? []), nameOf(key)]);
  }
  const shown = [...found].filter(([resource]) => isShown(resource)).sort(([a], [b]) => a.localeCompare(b));
  return shown.map(([resource, names]) => `- \`${resource}\`: ${inOrder(names).join(', ')}`);
}

/** The section of the README, from its first mark to its last. */
export function operationsSection(): string {
  const served = new Set(resources.flatMap(({ operations }) => Object.keys(operations ?? {})));
  const covered = new Set([...served].map((key) => placeOf(key.slice(key.indexOf(' ') + 1)).resource));
  const others = Object.keys(operationTable.operations).filter((key) => !served.has(key));
  return [
    begin,
    '',
    `${served.size} operations:`,
    '',
    ...linesOf(served, () => true),
    '',
    'Not served, of these resources:',
    '',
    ...linesOf(others, (resource) => covered.has(resource)),
    '',
    end,
  ].join('\n');
}

/** The README with the section in its place. */
export function readmeWithOperations(text: string): string {
  const [head = '', rest = ''] = text.split(begin);
  const tail = rest.split(end)[1];
  if (tail === undefined) throw new Error(`${readme} lacks the marks ${begin} and ${end}`);
  return head + operationsSection() + tail;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(readme, readmeWithOperations(readFileSync(readme, 'utf8')));
  console.log(`Wrote ${readme}`);
}
