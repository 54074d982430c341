// Every npm script comes through here. It runs on whatever Node the machine has (20 or newer) and needs no dependency:
// it sets up what is missing, and then hands over to the pinned Node.
//
//   node scripts/run.mjs start|test|test-long|check|emulator|purser|bench [arguments]
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { provideChromium } from './setup/chromium.mjs';
import { installDependencies, usePinnedNode } from './setup/dependencies.mjs';
import { runInOurPlace } from './setup/run-command.mjs';
import { buildWebApp } from './setup/web-app.mjs';

// Settings of this checkout; what the environment already says is stronger.
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
// `--env-file-if-exists` would say each time that there is none.
const settings = existsSync(join(root, '.env')) ? ['--env-file=.env'] : [];

/** What each npm script runs, and what it needs beyond the dependencies. */
const commands = {
  start: { program: [...settings, 'packages/cli/src/main.ts', 'start'], needs: [buildWebApp] },
  purser: { program: [...settings, 'packages/cli/src/main.ts'], needs: [] },
  emulator: { program: ['packages/emulator/src/main.ts'], needs: [] },
  bench: { program: ['bench/run.ts'], needs: [] },
  format: { program: ['node_modules/prettier/bin/prettier.cjs', '--write', '--log-level', 'warn', '.'], needs: [] },
  check: { program: ['scripts/checks/check.ts'], needs: [] },
  test: { program: ['scripts/checks/test.ts'], needs: [provideChromium] },
  'test-long': { program: ['scripts/checks/test-long.ts'], needs: [] },
};

/** @param {string} step */
const tell = (step) => console.error(step);

const [name = '', ...rest] = process.argv.slice(2);
const command = Object.entries(commands).find(([key]) => key === name)?.[1];
if (command === undefined) {
  console.error(`Unknown command '${name}'. There are: ${Object.keys(commands).join(', ')}.`);
  process.exit(2);
}

try {
  await installDependencies(root, tell);
  const node = usePinnedNode(root);
  for (const need of command.needs) await need({ root, node, tell });
  await runInOurPlace(node, [...command.program, ...rest], { cwd: root });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  // Whoever reads the last line of a test run finds it there even when nothing could be set up.
  if (name.startsWith('test')) console.log('0 passed, 1 failed');
  process.exit(1);
}
