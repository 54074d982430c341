import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { deriveStripeFiles } from './derive-stripe-operations.ts';

test("the emulator's table of operations is the one of the installed stripe package", () => {
  for (const [name, text] of Object.entries(deriveStripeFiles())) {
    const kept = readFileSync(new URL(`../packages/emulator/src/kernel/${name}`, import.meta.url), 'utf8');
    expect(kept === text, `${name} is out of date: run node scripts/derive-stripe-operations.ts`).toBe(true);
  }
});
