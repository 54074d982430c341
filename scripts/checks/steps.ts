import { reportFile } from './step.ts';
import type { Step } from './step.ts';

const VITEST = 'node_modules/vitest/vitest.mjs';
const ANGULAR = '../../node_modules/@angular/cli/bin/ng.js';

/** The projects of vitest.config.ts that need no whole product: what `npm run check` calls the unit tests. */
export const UNIT_PROJECTS = ['contract', 'emulator', 'billing', 'catalogs', 'scripts', 'conformance'];

/** The tests that touch a database, which therefore run on both. */
export const DATABASE_PROJECTS = ['billing', 'scenarios'];

/** A run of some of vitest.config.ts's projects. */
export function vitest(name: string, projects: readonly string[], more: Partial<Step> = {}): Step {
  const report = reportFile(name);
  const selected = projects.map((project) => `--project=${project}`);
  const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${report}`];
  return {
    name,
    command: [VITEST, 'run', ...selected, ...reporters, '--silent=passed-only'],
    report: 'vitest',
    ...more,
  };
}

/** Format, lint, types, tidy and unit tests. The longest comes first, so that the others fill the second core. */
export function checkSteps(): Step[] {
  return [
    vitest('unit tests', UNIT_PROJECTS),
    { name: 'format', command: ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'] },
    { name: 'lint', command: ['node_modules/oxlint/bin/oxlint', '--deny-warnings'] },
    { name: 'types', command: ['node_modules/typescript-native/bin/tsc', '-p', 'tsconfig.json'] },
    { name: 'tidy', command: ['scripts/tidy/main.ts'] },
    angularTests(),
  ];
}

function angularTests(): Step {
  const name = 'angular tests';
  const report = `../../${reportFile(name)}`;
  return {
    name,
    command: [ANGULAR, 'test', '--watch=false', '--reporters=json', `--output-file=${report}`],
    directory: 'apps/web',
    environment: { NG_CLI_ANALYTICS: 'false' },
    report: 'vitest',
  };
}

/**
 * Everything: the checks, the stories on PGlite and again on a PostgreSQL server, the builds, and the browser.
 *
 * @param options.databaseUrl Address of a PostgreSQL server where tests may create databases.
 * @param options.answersDirectory Where every emulator writes what it answered, to be compared with Stripe's declared types.
 */
export function testSteps(options: { databaseUrl: string; answersDirectory: string }): Step[] {
  const postgres = { PURSER_TEST_DATABASE_URL: options.databaseUrl };
  const tests: Step[] = [
    ...checkSteps(),
    { name: 'web app build', command: ['scripts/checks/build-web-app.ts'] },
    { name: 'angular library build', command: ['scripts/checks/build-library.ts'], after: ['web app build'] },
    vitest('cli', ['cli']),
    vitest('emulator from outside', ['emulator-outside']),
    vitest('scenarios', ['scenarios']),
    vitest('postgres and processes', ['postgres', 'processes']),
    vitest('on PostgreSQL', DATABASE_PROJECTS, { environment: postgres }),
    browserTests(),
  ];
  const recorded = tests.map((step) => ({
    ...step,
    environment: { STRIPE_EMULATOR_RECORD: options.answersDirectory, ...step.environment },
  }));
  const conformance: Step = {
    name: "Stripe's declared types",
    command: ['tests/conformance/check-recorded.ts', options.answersDirectory],
    after: tests.map((step) => step.name),
    showOutput: true,
  };
  return [...recorded, conformance];
}

function browserTests(): Step {
  const name = 'browser';
  return {
    name,
    command: ['node_modules/@playwright/test/cli.js', 'test', '--reporter=line,json'],
    environment: { PLAYWRIGHT_JSON_OUTPUT_NAME: reportFile(name) },
    report: 'playwright',
    after: ['web app build'],
  };
}
