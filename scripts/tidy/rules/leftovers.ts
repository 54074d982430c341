import ts from 'typescript';
import type { Finding } from '../finding.ts';
import { eachNode, lineOf } from '../parse-module.ts';
import type { ParsedModule } from '../parse-module.ts';
import type { SourceTree } from '../source-tree.ts';

const TEST_FUNCTIONS = /^(it|test|describe|test\.describe|suite)$/;
const SILENT_TESTS = new Set(['skip', 'only', 'todo', 'fixme', 'fails']);
const OLD_SILENT_TESTS = new Set(['xit', 'xtest', 'xdescribe', 'fit', 'fdescribe']);

/** What is left lying around for later, or switched off so that it stops complaining. */
export function leftovers(tree: SourceTree): Finding[] {
  return tree.modules.flatMap((module) => [...inComments(module), ...inCode(module)]);
}

function inComments(module: ParsedModule): Finding[] {
  const found: Finding[] = [];
  const add = (line: number, rule: string, advice: string) => found.push({ file: module.path, line, rule, advice });
  for (const { text, line } of module.comments) {
    if (/\b(TODO|FIXME|XXX|HACK)\b(?!\([^)]+\))/.test(text)) {
      add(line, 'unexplained-todo', 'do it, or say why not yet and who waits for it: TODO(issue 12).');
    }
    if (/@ts-(ignore|nocheck)\b/.test(text))
      add(line, 'silenced-checker', 'say the right type instead of silencing the compiler.');
    if (/\b(eslint|oxlint)-disable/.test(text))
      add(line, 'silenced-checker', 'change the code, or the rule for everyone in .oxlintrc.json.');
    if (/^\/[/*]\s*[-=*#]{5,}/.test(text)) add(line, 'banner', 'no banners; a part that needs one needs a file.');
  }
  return found;
}

function inCode(module: ParsedModule): Finding[] {
  const found: Finding[] = [];
  const add = (node: ts.Node, rule: string, advice: string) =>
    found.push({ file: module.path, line: lineOf(module.syntax, node.getStart()), rule, advice });
  eachNode(module.syntax, (node) => {
    if (
      (ts.isAsExpression(node) || ts.isTypeAssertionExpression(node)) &&
      node.type.kind === ts.SyntaxKind.AnyKeyword
    ) {
      add(node, 'as-any', 'check the value, or cast `unknown` to what it is.');
    }
    if (/\.(test|spec)\.ts$/.test(module.path) && isSilencedTest(node)) {
      add(node, 'silenced-test', 'a test runs or it goes; `skipIf` with a condition is for what a machine lacks.');
    }
  });
  return found;
}

function isSilencedTest(node: ts.Node): boolean {
  if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) return OLD_SILENT_TESTS.has(node.expression.text);
  return (
    ts.isPropertyAccessExpression(node) &&
    SILENT_TESTS.has(node.name.text) &&
    TEST_FUNCTIONS.test(node.expression.getText())
  );
}
