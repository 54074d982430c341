import { posix } from 'node:path';
import ts from 'typescript';
import type { Finding } from '../finding.ts';
import { eachNode, lineOf } from '../parse-module.ts';
import type { ParsedModule } from '../parse-module.ts';
import { isTest } from '../source-tree.ts';
import type { SourceTree } from '../source-tree.ts';

const SLICES = /^packages\/billing\/src\/(?!kernel\/)[^/]+\//;
const WRITES = new Set(['insertInto', 'updateTable', 'deleteFrom', 'mergeInto', 'replaceInto']);

/** A mirror's row is written by one function, and only the projection calls it: a look at Stripe is the one road. */
export function oneRoadIntoATable(tree: SourceTree): Finding[] {
  return tree.modules
    .filter((module) => SLICES.test(module.path) && !isTest(module.path))
    .flatMap((module) => [...borrowedUpserts(module), ...strayWrites(module)]);
}

function borrowedUpserts(module: ParsedModule): Finding[] {
  if (posix.basename(module.path) === 'projection.ts') return [];
  return module.imports
    .filter(
      (imported) =>
        isTable(imported.specifier) && imported.names.some((name) => name.startsWith('upsert') || name === '*'),
    )
    .map((imported) => ({
      file: module.path,
      line: imported.line,
      rule: 'one-road-into-a-table',
      advice: "only projection.ts takes a table's upsert; call the slice's refresh… instead, which reads Stripe first.",
    }));
}

function strayWrites(module: ParsedModule): Finding[] {
  if (isTable(module.path)) return [];
  const found: Finding[] = [];
  eachNode(module.syntax, (node) => {
    if (!ts.isPropertyAccessExpression(node) || !WRITES.has(node.name.text)) return;
    found.push({
      file: module.path,
      line: lineOf(module.syntax, node.name.getStart()),
      rule: 'one-road-into-a-table',
      advice: `${node.name.text} belongs into the slice's table.ts, the only writer of its tables.`,
    });
  });
  return found;
}

/** `table.ts`, and `payment-table.ts` where a slice has several. */
function isTable(path: string): boolean {
  return /(^|[/-])table\.ts$/.test(path);
}
