import ts from 'typescript';
import type { Finding } from '../finding.ts';
import { lineOf } from '../parse-module.ts';
import type { ParsedModule } from '../parse-module.ts';
import type { SourceTree } from '../source-tree.ts';

/** Named exports only, except where a program asks for the default one: its own config files, and a catalog's value. */
export function namedExports(tree: SourceTree): Finding[] {
  return tree.modules
    .filter((module) => !module.path.endsWith('.config.ts') && !module.path.startsWith('catalogs/'))
    .flatMap((module) =>
      module.syntax.statements.filter(isDefaultExport).map((statement) => finding(module, statement)),
    );
}

function finding(module: ParsedModule, statement: ts.Statement): Finding {
  const advice = 'give the export a name, so that it has the same one everywhere and can be searched for.';
  return { file: module.path, line: lineOf(module.syntax, statement.getStart()), rule: 'named-exports', advice };
}

function isDefaultExport(statement: ts.Statement): boolean {
  if (ts.isExportAssignment(statement)) return true;
  return (
    ts.canHaveModifiers(statement) &&
    (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword)
  );
}
