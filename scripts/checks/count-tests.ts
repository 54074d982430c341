import { existsSync, readFileSync } from 'node:fs';

export interface Count {
  readonly passed: number;
  readonly failed: number;
}

const NOTHING: Count = { passed: 0, failed: 0 };

/** Counts the tests of a report by Vitest's `json` reporter. A file that could not even be loaded counts as one failure. */
export function countVitest(file: string): Count {
  if (!existsSync(file)) return NOTHING;
  const report = JSON.parse(readFileSync(file, 'utf8')) as {
    numPassedTests: number;
    numFailedTests: number;
    testResults: readonly { status: string; assertionResults: readonly { status: string }[] }[];
  };
  const broken = report.testResults.filter(
    (module) => module.status === 'failed' && !module.assertionResults.some((test) => test.status === 'failed'),
  );
  return { passed: report.numPassedTests, failed: report.numFailedTests + broken.length };
}

/** Counts the tests of a report by Playwright's `json` reporter. One that passed only when repeated has failed. */
export function countPlaywright(file: string): Count {
  if (!existsSync(file)) return NOTHING;
  const report = JSON.parse(readFileSync(file, 'utf8')) as {
    stats: { expected: number; unexpected: number; flaky: number };
    errors: readonly unknown[];
  };
  return { passed: report.stats.expected, failed: report.stats.unexpected + report.stats.flaky + report.errors.length };
}
