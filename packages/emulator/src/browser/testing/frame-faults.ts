import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Frame } from '@playwright/test';

interface Finding {
  id: string;
  nodes: { html: string }[];
}

const { resolve } = createRequire(import.meta.resolve('@axe-core/playwright'));

/** Rules for whole pages; a frame is a part of one. */
const pageRules = ['landmark-one-main', 'page-has-heading-one', 'region'];

/**
 * What axe finds in a frame, or cannot decide, as short lines. It runs inside: started from the page around, it leaves out a
 * frame that is slow to answer and says nothing of it.
 *
 * @param ground The colour of the page around, on which a transparent frame is read. Axe would take it for white.
 */
export async function frameFaults(frame: Frame, { ground }: { ground: string }): Promise<string[]> {
  // Axe tries styles on the page, which the frame's policy refuses and the console tells of.
  frame.page().removeAllListeners('console');
  await frame.evaluate(`document.documentElement.style.backgroundColor = '${ground}'`);
  await frame.evaluate(await readFile(resolve('axe-core/axe.min.js'), 'utf8'));
  const rules = Object.fromEntries(pageRules.map((rule) => [rule, { enabled: false }]));
  const found = await frame.evaluate<Record<'violations' | 'incomplete', Finding[]>>(
    `axe.run(${JSON.stringify({ rules })})`,
  );
  return [...found.violations, ...found.incomplete].map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}
