import { extname } from 'node:path';
import ts from 'typescript';
import type { Finding } from '../finding.ts';
import { eachNode, lineOf } from '../parse-module.ts';
import type { ParsedModule } from '../parse-module.ts';
import type { SourceTree } from '../source-tree.ts';

const FILE_LINES = 300;
const FUNCTION_LINES = 60;
const MEASURED = new Set(['.ts', '.mjs', '.js', '.html', '.css']);

/** A file is at most 300 lines, a function at most 60. Data (catalogs, test data) may be as long as it is. */
export function sizes(tree: SourceTree): Finding[] {
  const files = tree.files
    .filter((file) => MEASURED.has(extname(file.path)) && !isAsLongAsItIs(file.path))
    .map((file) => ({ path: file.path, lines: file.text.trimEnd().split('\n').length }))
    .filter((file) => file.lines > FILE_LINES)
    .map((file) => ({
      file: file.path,
      line: FILE_LINES + 1,
      rule: 'file-size',
      advice: `${file.lines} lines; at most ${FILE_LINES}. Move what has a name of its own into a file of that name.`,
    }));
  return [...files, ...tree.modules.filter((module) => !isAsLongAsItIs(module.path)).flatMap(longFunctions)];
}

function isAsLongAsItIs(path: string): boolean {
  return path.startsWith('catalogs/') || path.includes('/test-data/');
}

function longFunctions(module: ParsedModule): Finding[] {
  const found: Finding[] = [];
  eachNode(module.syntax, (node) => {
    if (!ts.isFunctionLike(node) || !('body' in node) || node.body === undefined || isGroupOfTests(node)) return;
    const first = lineOf(module.syntax, node.getStart());
    const lines = lineOf(module.syntax, node.getEnd()) - first + 1;
    if (lines <= FUNCTION_LINES) return;
    const advice = `${lines} lines; at most ${FUNCTION_LINES}. Give its parts names and let it call them.`;
    found.push({ file: module.path, line: first, rule: 'function-size', advice });
  });
  return found;
}

/** The function that `describe` takes is a chapter, not a function. */
function isGroupOfTests(node: ts.Node): boolean {
  const call = node.parent;
  return ts.isCallExpression(call) && /^(test\.)?describe\b/.test(call.expression.getText());
}
