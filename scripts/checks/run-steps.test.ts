import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { chooseSteps } from './choose-steps.ts';
import { runSteps } from './run-steps.ts';
import { reportFile } from './step.ts';
import type { Step } from './step.ts';

const reports: string[] = [];
afterAll(() => reports.forEach((file) => rmSync(file, { force: true })));

/** A step that writes a test report and ends with an exit code, as a test runner does. */
function givenRunner(
  name: string,
  options: { report?: object; exitCode?: number; kind?: 'vitest' | 'playwright' },
): Step {
  const file = reportFile(name);
  reports.push(file);
  const write = options.report === undefined ? '' : `fs.writeFileSync('${file}', '${JSON.stringify(options.report)}');`;
  const program = `const fs = require('node:fs'); ${write} process.exit(${options.exitCode ?? 0})`;
  return { name, command: ['--eval', program], report: options.kind ?? 'vitest' };
}

const vitestReport = (passed: number, failed: number) => ({
  numPassedTests: passed,
  numFailedTests: failed,
  testResults: [],
});

test('passed and failed tests of all runners are counted together', async () => {
  const playwright = { stats: { expected: 3, unexpected: 1, flaky: 1 }, errors: [] };
  const total = await runSteps(
    [
      givenRunner('sample unit', { report: vitestReport(5, 0) }),
      givenRunner('sample browser', { report: playwright, exitCode: 1, kind: 'playwright' }),
      { name: 'sample lint', command: ['--eval', ''] },
    ],
    () => {},
  );
  expect(total).toEqual({ passed: 9, failed: 2 });
});

test('a runner that crashed without a report is a failure', async () => {
  expect(await runSteps([givenRunner('sample crash', { exitCode: 134 })], () => {})).toEqual({ passed: 0, failed: 1 });
});

test('a runner that broke off after its tests passed is a failure', async () => {
  const step = givenRunner('sample unhandled', { report: vitestReport(2, 0), exitCode: 1 });
  expect(await runSteps([step], () => {})).toEqual({ passed: 2, failed: 1 });
});

test('a runner that ran no test is a failure', async () => {
  const step = givenRunner('sample empty', { report: vitestReport(0, 0) });
  expect(await runSteps([step], () => {})).toEqual({ passed: 0, failed: 1 });
});

test('a test file that cannot be loaded is a failure beside the tests that ran', async () => {
  const report = { ...vitestReport(4, 0), testResults: [{ status: 'failed', assertionResults: [] }] };
  const step = givenRunner('sample unloadable', { report, exitCode: 1 });
  expect(await runSteps([step], () => {})).toEqual({ passed: 4, failed: 1 });
});

test('a step starts only when those that it waits for have ended', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'purser-steps-'));
  const mark = join(directory, 'mark');
  const first = `setTimeout(() => require('node:fs').writeFileSync('${mark}', ''), 200)`;
  const second = `process.exit(require('node:fs').existsSync('${mark}') ? 0 : 1)`;
  const steps: Step[] = [
    { name: 'second', command: ['--eval', second], after: ['first'] },
    { name: 'first', command: ['--eval', first] },
  ];
  expect(await runSteps(steps, () => {})).toEqual({ passed: 2, failed: 0 });
  rmSync(directory, { recursive: true });
});

test('what a failing step printed is told, and a passing one stays quiet', async () => {
  const lines: string[] = [];
  const steps: Step[] = [
    { name: 'good', command: ['--eval', 'console.log("all is well")'] },
    { name: 'bad', command: ['--eval', 'console.log("line 7 is wrong"); process.exit(1)'] },
  ];
  await runSteps(steps, (line) => lines.push(line));
  expect(lines.join('\n')).toContain('line 7 is wrong');
  expect(lines.join('\n')).not.toContain('all is well');
});

test('a step can be chosen by name, and a wrong name is refused with the right ones', () => {
  const steps: Step[] = [
    { name: 'lint', command: [] },
    { name: 'types', command: [] },
  ];
  expect(chooseSteps(steps, ['types'])).toEqual([steps[1]]);
  expect(() => chooseSteps(steps, ['typos'])).toThrow("Unknown step 'typos'. There are: lint, types.");
});

test('a step that is chosen brings what it waits for, and what that waits for', () => {
  const steps: Step[] = [
    { name: 'types', command: [] },
    { name: 'build', command: [], after: ['types'] },
    { name: 'lint', command: [] },
    { name: 'browser', command: [], after: ['build'] },
  ];
  expect(chooseSteps(steps, ['browser']).map(({ name }) => name)).toEqual(['types', 'build', 'browser']);
});
