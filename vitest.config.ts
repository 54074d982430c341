import { defineConfig } from 'vitest/config';

/** One project a package, so that `npx vitest run --project billing` runs that package alone. */
function project(name: string, ...include: string[]) {
  return { test: { name, include } };
}

export default defineConfig({
  test: {
    projects: [
      project('contract', 'packages/contract/src/**/*.test.ts'),
      project('emulator', 'packages/emulator/src/**/*.test.ts'),
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
    passWithNoTests: false,
  },
});
