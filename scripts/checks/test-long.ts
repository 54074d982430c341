// `npm run test:long -- --minutes 30`: the tests again and again, each round in another order and with other random
// inputs, on both databases in turn. A round that fails prints the seed that repeats its order.
import { randomInt } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startPostgres } from '../../tests/postgres/start-postgres.ts';
import { finish, runSteps, stopOnSignal } from './run-steps.ts';
import type { Step } from './step.ts';
import { DATABASE_PROJECTS, UNIT_PROJECTS, vitest } from './steps.ts';

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '30' } } });
const minutes = Number(values.minutes);
if (!Number.isFinite(minutes) || minutes <= 0)
  throw new Error(`--minutes is '${values.minutes}'; it must be a number above 0.`);

rmSync('test-results', { recursive: true, force: true });
mkdirSync('test-results');
const end = performance.now() + minutes * 60_000;
const postgres = await startPostgres();
stopOnSignal(() => postgres.stop());

try {
  let [passed, failed] = [0, 0];
  for (let round = 1; performance.now() < end && failed === 0; round += 1) {
    const total = await runRound(round);
    passed += total.passed;
    failed += total.failed;
  }
  finish({ passed, failed }, console.log);
} finally {
  await postgres.stop();
}

async function runRound(round: number): Promise<{ passed: number; failed: number }> {
  const seed = randomInt(2 ** 31);
  const environment = round % 2 === 0 ? { PURSER_TEST_DATABASE_URL: postgres.url } : undefined;
  const projects = [...new Set([...UNIT_PROJECTS, ...DATABASE_PROJECTS])].filter((project) => project !== 'scripts');
  const name = `round ${round}, seed ${seed}`;
  const step: Step = vitest(name, projects, environment === undefined ? {} : { environment });
  const shuffled = { ...step, command: [...step.command, '--sequence.shuffle', `--sequence.seed=${seed}`] };
  return runSteps([shuffled], console.log);
}
