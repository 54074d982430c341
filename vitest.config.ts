import { defineConfig } from 'vitest/config';

/** One project a package, so that `npx vitest run --project billing` runs that package alone. */
function project(name: string, ...include: string[]) {
  return { test: { name, include } };
}

const EMULATOR_OUTSIDE = [
  'packages/emulator/src/pages/**/*.test.ts',
  'packages/emulator/src/browser/**/*.test.ts',
  'packages/emulator/src/resources/stripecli/**/*.test.ts',
];

export default defineConfig({
  test: {
    projects: [
      project('contract', 'packages/contract/src/**/*.test.ts'),
      // What a browser or Stripe's own CLI does to the emulator takes longer than the rest together.
      { test: { name: 'emulator', include: ['packages/emulator/src/**/*.test.ts'], exclude: EMULATOR_OUTSIDE } },
      project('emulator-outside', ...EMULATOR_OUTSIDE),
      project('billing', 'packages/billing/src/**/*.test.ts', 'packages/billing/migrations/**/*.test.ts'),
      project('cli', 'packages/cli/src/**/*.test.ts'),
      project('catalogs', 'catalogs/**/*.test.ts'),
      project('scripts', 'scripts/**/*.test.ts'),
      project('conformance', 'tests/conformance/**/*.test.ts'),
      project('postgres', 'tests/postgres/**/*.test.ts'),
      project('scenarios', 'tests/scenarios/**/*.test.ts'),
      project('processes', 'tests/processes/**/*.test.ts'),
    ],
    // Real databases, processes and browsers: generous for a busy machine, and a test that hangs still ends.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    pool: 'forks',
    // Files share a process and its loaded modules: nothing here keeps state in a module, and loading takes most of the time.
    isolate: false,
    // One fewer than there are cores is the default: on two, half of the machine would wait.
    maxWorkers: 2,
    passWithNoTests: false,
  },
});
