import type { Count } from './count-tests.ts';
import { runStep, stopSteps } from './step.ts';
import type { Outcome, Step } from './step.ts';

/** Two programs at a time: what the smallest machine that we care for has cores. */
const LANES = 2;

/**
 * Runs all steps and tells how each ended and how long it took.
 *
 * @param tell Prints one line.
 */
export async function runSteps(steps: readonly Step[], tell: (line: string) => void): Promise<Count> {
  const outcomes: Outcome[] = [];
  const waiting = [...steps];
  const unfinished = new Set(steps.map((step) => step.name));

  await new Promise<void>((resolve, reject) => {
    let busy = 0;
    const startWhatCan = () => {
      while (busy < LANES) {
        const next = waiting.findIndex((step) => !step.after?.some((name) => unfinished.has(name)));
        const [step] = next === -1 ? [] : waiting.splice(next, 1);
        if (step === undefined) break;
        busy += 1;
        runStep(step).then((outcome) => {
          busy -= 1;
          unfinished.delete(step.name);
          outcomes.push(outcome);
          tellOutcome(step, outcome, tell);
          startWhatCan();
        }, reject);
      }
      if (busy === 0) resolve();
    };
    startWhatCan();
  });
  return total(outcomes);
}

/** Closes a run with the line `N passed, N failed` and the exit code that goes with it. Nothing passed is no success. */
export function finish(count: Count, tell: (line: string) => void): void {
  tell(`\nTook ${process.uptime().toFixed(0)} s.`);
  tell(`${count.passed} passed, ${count.failed} failed`);
  process.exitCode = count.failed === 0 && count.passed > 0 ? 0 : 1;
}

/** Makes Ctrl-C end the steps too. `afterwards` removes what outlives them. */
export function stopOnSignal(afterwards: () => Promise<void>): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      stopSteps();
      void afterwards().finally(() => process.exit(130));
    });
  }
}

function tellOutcome(step: Step, outcome: Outcome, tell: (line: string) => void): void {
  const isGood = outcome.failed === 0;
  const tests = step.report === undefined ? '' : `  ${outcome.passed} passed, ${outcome.failed} failed`;
  tell(`${isGood ? '✓' : '✗'} ${step.name.padEnd(24)} ${outcome.seconds.toFixed(1).padStart(6)} s${tests}`);
  if ((!isGood || step.showOutput === true) && outcome.output.trim() !== '') tell(indent(outcome.output));
}

function total(outcomes: readonly Outcome[]): Count {
  const passed = outcomes.reduce((sum, outcome) => sum + outcome.passed, 0);
  const failed = outcomes.reduce((sum, outcome) => sum + outcome.failed, 0);
  return { passed, failed };
}

function indent(text: string): string {
  const lines = text.trimEnd().split('\n');
  return lines.map((line) => `    ${line}`).join('\n');
}
