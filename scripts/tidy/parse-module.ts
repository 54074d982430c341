import ts from 'typescript';
import type { TextFile } from './source-tree.ts';

/** A module with the parts that several rules ask for. */
export interface ParsedModule extends TextFile {
  readonly syntax: ts.SourceFile;
  /** Every `import`, `export … from` and `import()` with a fixed name. */
  readonly imports: readonly ImportedName[];
  readonly comments: readonly Comment[];
}

export interface ImportedName {
  /** As written: './table.ts', '@purser/contract'. */
  readonly specifier: string;
  readonly line: number;
  /** The exported names that are asked for; none for a side effect, `*` for everything. */
  readonly names: readonly string[];
  /** Gone at run time. */
  readonly isTypeOnly: boolean;
}

export interface Comment {
  readonly text: string;
  readonly line: number;
}

export function parseModule(file: TextFile): ParsedModule {
  const kind = file.path.endsWith('.ts') ? ts.ScriptKind.TS : ts.ScriptKind.JS;
  const syntax = ts.createSourceFile(file.path, file.text, ts.ScriptTarget.Latest, true, kind);
  return { ...file, syntax, imports: importsOf(syntax), comments: commentsOf(syntax) };
}

/** Counted from 1. */
export function lineOf(syntax: ts.SourceFile, position: number): number {
  return syntax.getLineAndCharacterOfPosition(position).line + 1;
}

/** Calls `visit` for every node below `node`, in the order of the text. */
export function eachNode(node: ts.Node, visit: (node: ts.Node) => void): void {
  ts.forEachChild(node, (child) => {
    visit(child);
    eachNode(child, visit);
  });
}

function importsOf(syntax: ts.SourceFile): ImportedName[] {
  const found: ImportedName[] = [];
  const add = (node: ts.Node, specifier: ts.Node | undefined, names: string[], isTypeOnly: boolean) => {
    if (specifier === undefined || !ts.isStringLiteral(specifier)) return;
    found.push({ specifier: specifier.text, line: lineOf(syntax, node.getStart()), names, isTypeOnly });
  };
  eachNode(syntax, (node) => {
    if (ts.isImportDeclaration(node)) {
      add(node, node.moduleSpecifier, importedNames(node.importClause), isTypeImport(node.importClause));
    } else if (ts.isExportDeclaration(node)) {
      add(node, node.moduleSpecifier, exportedNames(node), node.isTypeOnly);
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      add(node, node.arguments[0], ['*'], false);
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      add(node, node.argument.literal, [], true);
    }
  });
  return found;
}

function isTypeImport(clause: ts.ImportClause | undefined): boolean {
  if (clause === undefined) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const bindings = clause.namedBindings;
  return clause.name === undefined &&
    bindings !== undefined &&
    ts.isNamedImports(bindings) &&
    bindings.elements.length > 0
    ? bindings.elements.every((element) => element.isTypeOnly)
    : false;
}

function importedNames(clause: ts.ImportClause | undefined): string[] {
  const bindings = clause?.namedBindings;
  const names = clause?.name === undefined ? [] : ['default'];
  if (bindings === undefined) return names;
  if (ts.isNamespaceImport(bindings)) return [...names, '*'];
  return [...names, ...bindings.elements.map((element) => (element.propertyName ?? element.name).text)];
}

function exportedNames(node: ts.ExportDeclaration): string[] {
  if (node.exportClause === undefined || ts.isNamespaceExport(node.exportClause)) return ['*'];
  return node.exportClause.elements.map((element) => (element.propertyName ?? element.name).text);
}

function commentsOf(syntax: ts.SourceFile): Comment[] {
  const positions = new Map<number, ts.CommentRange>();
  const collect = (node: ts.Node) => {
    for (const range of ts.getLeadingCommentRanges(syntax.text, node.getFullStart()) ?? [])
      positions.set(range.pos, range);
    for (const range of ts.getTrailingCommentRanges(syntax.text, node.getEnd()) ?? []) positions.set(range.pos, range);
    for (const child of node.getChildren(syntax)) collect(child);
  };
  collect(syntax);
  return [...positions.values()].map((range) => ({
    text: syntax.text.slice(range.pos, range.end),
    line: lineOf(syntax, range.pos),
  }));
}
