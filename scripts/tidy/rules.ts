import type { Finding } from './finding.ts';
import { foreignPaths, oneClock } from './rules/borders.ts';
import { cycles } from './rules/cycles.ts';
import { namedExports } from './rules/exports.ts';
import { importExtensions } from './rules/imports.ts';
import { leftovers } from './rules/leftovers.ts';
import { names } from './rules/names.ts';
import { oneRoadIntoATable } from './rules/one-road-into-a-table.ts';
import { packageArrows } from './rules/package-arrows.ts';
import { sizes } from './rules/sizes.ts';
import { sliceLadder } from './rules/slice-ladder.ts';
import type { SourceTree } from './source-tree.ts';

/** Every rule. One that a program can hold belongs here and not into a review. */
export const rules: readonly ((tree: SourceTree) => Finding[])[] = [
  packageArrows,
  sliceLadder,
  oneRoadIntoATable,
  oneClock,
  cycles,
  importExtensions,
  namedExports,
  sizes,
  names,
  leftovers,
  foreignPaths,
];

export function findUntidiness(tree: SourceTree): Finding[] {
  const findings = rules.flatMap((rule) => rule(tree));
  return findings.sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line);
}
