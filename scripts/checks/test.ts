// `npm test`: everything. `npm test -- scenarios browser` runs some of it.
import { mkdirSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { startPostgres } from '../../tests/postgres/start-postgres.ts';
import { chooseSteps } from './choose-steps.ts';
import { finish, runSteps, stopOnSignal } from './run-steps.ts';
import { testSteps } from './steps.ts';

const answersDirectory = resolve('test-results/stripe-answers');
rmSync('test-results', { recursive: true, force: true });
mkdirSync(answersDirectory, { recursive: true });

const postgres = await startPostgres();
stopOnSignal(() => postgres.stop());
try {
  const steps = chooseSteps(testSteps({ databaseUrl: postgres.url, answersDirectory }), process.argv.slice(2));
  finish(await runSteps(steps, console.log), console.log);
} finally {
  await postgres.stop();
}
