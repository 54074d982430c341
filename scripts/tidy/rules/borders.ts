import ts from 'typescript';
import type { Finding } from '../finding.ts';
import { eachNode, lineOf } from '../parse-module.ts';
import { isTest } from '../source-tree.ts';
import type { SourceTree } from '../source-tree.ts';

const OF_THIS_MACHINE = /(^|[\s"'`(=:])(\.\.\/shared\b|\/(work|root|home\/\w+|Users\/\w+|tmp\/briefs)\/)/;
const ON_A_CLOCK = /^packages\/(billing|emulator)\/src\//;

/** The project stands on its own: a clone of it elsewhere misses nothing that it mentions. */
export function foreignPaths(tree: SourceTree): Finding[] {
  return tree.files.flatMap((file) =>
    file.text.split('\n').flatMap((text, index) => {
      const match = OF_THIS_MACHINE.exec(text);
      if (match === null) return [];
      const advice = `${match[2]} exists on one machine only; cite a public address, or write the fact down here.`;
      return [{ file: file.path, line: index + 1, rule: 'foreign-path', advice }];
    }),
  );
}

/** Only kernel/clock.ts asks the machine for the time, so that a test or the sandbox can move it. */
export function oneClock(tree: SourceTree): Finding[] {
  const modules = tree.modules.filter(
    ({ path }) =>
      ON_A_CLOCK.test(path) &&
      !path.endsWith('/kernel/clock.ts') &&
      !isTest(path) &&
      !path.includes('/browser/') &&
      path.endsWith('.ts'),
  );
  return modules.flatMap((module) => {
    const found: Finding[] = [];
    eachNode(module.syntax, (node) => {
      if (!asksTheMachine(node)) return;
      const advice =
        "ask the clock (billing.clock, tx.now); where real time is meant, kernel/clock.ts says so by a function's name.";
      found.push({ file: module.path, line: lineOf(module.syntax, node.getStart()), rule: 'one-clock', advice });
    });
    return found;
  });
}

function asksTheMachine(node: ts.Node): boolean {
  if (ts.isNewExpression(node)) return node.expression.getText() === 'Date' && (node.arguments?.length ?? 0) === 0;
  return ts.isPropertyAccessExpression(node) && node.getText() === 'Date.now';
}
