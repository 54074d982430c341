import { posix } from 'node:path';
import ts from 'typescript';
import type { Finding } from '../finding.ts';
import { eachNode, lineOf } from '../parse-module.ts';
import type { ParsedModule } from '../parse-module.ts';
import type { SourceTree } from '../source-tree.ts';

const DRAWERS = new Set(['util', 'utils', 'helper', 'helpers', 'common', 'misc', 'manager', 'shared']);
const EMPTY_VERBS = new Set(['handle', 'process']);
const KEBAB_CASE = /^[a-z0-9]+([-.][a-z0-9]+)*$/;

/** Names that the world outside gives, by their whole base name. */
const GIVEN = new Set(['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'LICENSE.md']);

/** Files are kebab-case; neither they nor functions have a name that would fit anything. */
export function names(tree: SourceTree): Finding[] {
  return [...tree.files.flatMap((file) => fileName(file.path)), ...tree.modules.flatMap(functionNames)];
}

function fileName(path: string): Finding[] {
  const parts = path.split('/').map((part) => part.replace(/^\./, ''));
  const drawer = parts.flatMap((part) => part.split(/[.-]/)).find((word) => DRAWERS.has(word));
  if (drawer !== undefined) {
    const advice = `'${drawer}' says nothing; name the file for what it exports, and put it with whoever owns that.`;
    return [{ file: path, line: 1, rule: 'file-name', advice }];
  }
  const base = posix.basename(path);
  // SQL migrations are numbered: 0001_inbox.sql.
  if (GIVEN.has(base) || /^\d{4}_[a-z0-9_]+\.(sql|ts)$/.test(base)) return [];
  // The emulator's resources are named as in Stripe's URLs: billing_portal.
  const ours = path.includes('/resources/') ? [base] : parts;
  const odd = ours.find((part) => !KEBAB_CASE.test(part));
  return odd === undefined
    ? []
    : [{ file: path, line: 1, rule: 'file-name', advice: `'${odd}' should be kebab-case.` }];
}

function functionNames(module: ParsedModule): Finding[] {
  const found: Finding[] = [];
  eachNode(module.syntax, (node) => {
    const name = nameOf(node);
    const advice = name === undefined ? undefined : judge(name.text);
    if (name === undefined || advice === undefined) return;
    found.push({ file: module.path, line: lineOf(module.syntax, name.getStart()), rule: 'function-name', advice });
  });
  return found;
}

function judge(name: string): string | undefined {
  const words = name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(' ');
  const [first = ''] = words;
  const last = words.at(-1) ?? '';
  if (EMPTY_VERBS.has(first)) return `'${name}' could do anything; say what it does (refund, store, answer, …).`;
  // `checkPriceData` is Stripe's `price_data`; `loadData` is nobody's.
  if (last === 'data' && words.length <= 2) return `'${name}': name what the data are (customer, row, answer, …).`;
  if (DRAWERS.has(last)) return `'${name}': name it for what it does or is.`;
  return undefined;
}

/** The name of a function, a method, a class, or of a constant that holds a function. */
function nameOf(node: ts.Node): ts.Identifier | undefined {
  if (ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node)) return node.name;
  if (ts.isMethodDeclaration(node) && ts.isIdentifier(node.name)) return node.name;
  const isFunction =
    ts.isVariableDeclaration(node) && node.initializer !== undefined && ts.isFunctionLike(node.initializer);
  return isFunction && ts.isIdentifier(node.name) ? node.name : undefined;
}
