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
  return names.length === 0 ? [...steps] : steps.filter((step) => names.includes(step.name));
}
