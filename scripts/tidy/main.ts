// Holds the design's rules that a program can see: `npm run check -- tidy`.
import { resolve } from 'node:path';
import { formatFinding } from './finding.ts';
import { findUntidiness } from './rules.ts';
import { readSourceTree } from './source-tree.ts';

const findings = findUntidiness(readSourceTree(resolve(import.meta.dirname, '../..')));
for (const finding of findings) console.log(formatFinding(finding));
if (findings.length > 0) {
  console.log(`${findings.length} to tidy.`);
  process.exitCode = 1;
}
