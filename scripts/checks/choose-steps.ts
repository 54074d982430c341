import type { Step } from './step.ts';

/**
 * Leaves the steps that the command line names (`npm test -- lint browser`), with what they wait for; all of them when it names none.
 *
 * @throws Error naming the steps that there are.
 */
export function chooseSteps(steps: readonly Step[], names: readonly string[]): Step[] {
  const unknown = names.filter((name) => !steps.some((step) => step.name === name));
  if (unknown.length > 0) {
    throw new Error(`Unknown step '${unknown.join("', '")}'. There are: ${steps.map((step) => step.name).join(', ')}.`);
  }
  if (names.length === 0) return [...steps];
  const chosen = new Set(names);
  // A set that grows while it is walked is walked to its end.
  for (const name of chosen) for (const earlier of waitsFor(steps, name)) chosen.add(earlier);
  return steps.filter((step) => chosen.has(step.name));
}

function waitsFor(steps: readonly Step[], name: string): readonly string[] {
  return steps.find((step) => step.name === name)?.after ?? [];
}
