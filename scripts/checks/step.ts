import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { countPlaywright, countVitest } from './count-tests.ts';
import type { Count } from './count-tests.ts';

/** One thing that `npm run check` or `npm test` does: a program that is run from the repository's folder. */
export interface Step {
  readonly name: string;
  /** Parameters for Node; the first is the program's file. */
  readonly command: readonly string[];
  readonly directory?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** The form of the report that the program writes to `reportFile`. A step without one counts as one test. */
  readonly report?: 'vitest' | 'playwright';
  /** Names of steps that must have ended, well or not, before this one begins. */
  readonly after?: readonly string[];
  /** Show what the program printed even when all is well. */
  readonly showOutput?: boolean;
}

export interface Outcome extends Count {
  readonly name: string;
  readonly seconds: number;
  /** Everything that the program printed. */
  readonly output: string;
}

const running = new Set<ChildProcess>();

/** Where a step's program must write its report. */
export function reportFile(name: string): string {
  return join('test-results', 'reports', `${name.replaceAll(/[^a-z0-9]+/gi, '-').toLowerCase()}.json`);
}

export async function runStep(step: Step): Promise<Outcome> {
  const started = performance.now();
  const report = reportFile(step.name);
  mkdirSync(dirname(report), { recursive: true });
  rmSync(report, { force: true });
  const { code, output } = await runProgram(step);
  const seconds = (performance.now() - started) / 1000;
  return { name: step.name, seconds, output, ...countStep(step, report, code === 0) };
}

/** Ends what is still running, for Ctrl-C. */
export function stopSteps(): void {
  for (const child of running) child.kill('SIGTERM');
}

function countStep(step: Step, report: string, hasEndedWell: boolean): Count {
  if (step.report === undefined) return hasEndedWell ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  const count = step.report === 'vitest' ? countVitest(report) : countPlaywright(report);
  // A runner that broke off, or that ran nothing, must not look like success.
  const isSuspicious = count.failed === 0 && (!hasEndedWell || count.passed === 0);
  return isSuspicious ? { passed: count.passed, failed: 1 } : count;
}

async function runProgram(step: Step): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, step.command, {
    cwd: step.directory,
    env: { ...process.env, FORCE_COLOR: '0', NO_COLOR: '1', ...step.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  const said: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => said.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
  const code = await new Promise<number | null>((resolve, reject) =>
    child.once('error', reject).once('close', resolve),
  );
  running.delete(child);
  return { code, output: Buffer.concat(said).toString() };
}
