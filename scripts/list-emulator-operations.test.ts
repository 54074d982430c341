import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readmeWithOperations } from './list-emulator-operations.ts';

test("the emulator's README names every operation that is served, and those that are not", () => {
  const kept = readFileSync(new URL('../packages/emulator/README.md', import.meta.url), 'utf8');
  expect(kept === readmeWithOperations(kept), 'run node scripts/list-emulator-operations.ts').toBe(true);
});
