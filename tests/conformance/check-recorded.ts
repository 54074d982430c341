// The last step of `npm test`: node tests/conformance/check-recorded.ts <directory>
// Every answer and event of every emulator in the test run must be what the installed `stripe` package declares.
import { checkConformance } from './check-conformance.ts';
import { readDeclaredTypes } from './declared-types.ts';
import { implementedOperations } from './implemented-operations.ts';
import { readRecordings } from './recording.ts';

const [directory = 'test-results/stripe-answers'] = process.argv.slice(2);
const report = await checkConformance(readRecordings(directory), readDeclaredTypes());
const implemented = implementedOperations();
const uncalled = implemented.filter((operation) => !report.called.has(operation));

console.log(`${report.answers} answers and ${report.events} events compared with Stripe's declared types.`);
console.log(
  `${implemented.length - uncalled.length} of the emulator's ${implemented.length} operations were answered well in a test.`,
);
if (uncalled.length > 0) console.log(`No test calls: ${uncalled.join(', ')}.`);
for (const { declaration, problem, detail, source, path, count } of report.problems) {
  console.log(`${problem}: ${declaration}: ${detail} (${source}${path === '' ? '' : `, at ${path}`}; ${count} times)`);
}
if (report.answers === 0 || report.events === 0) {
  console.log(`Nothing was recorded in ${directory}: set STRIPE_EMULATOR_RECORD while the tests run.`);
}
process.exitCode = report.problems.length > 0 || report.answers === 0 || report.events === 0 ? 1 : 0;
