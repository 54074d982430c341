import { describe, expect, test } from 'vitest';
import { formatFinding } from './finding.ts';
import { findUntidiness } from './rules.ts';
import { sourceTreeOf } from './source-tree.ts';

/** What tidy says of a repository that holds only these files. */
function findingsIn(files: Record<string, string>): string[] {
  return findUntidiness(sourceTreeOf(Object.entries(files).map(([path, text]) => ({ path, text })))).map(formatFinding);
}

const lines = (count: number, line = 'x();') => Array.from({ length: count }, () => line).join('\n');

describe('arrows between packages', () => {
  test('billing does not learn that an emulator exists, but its tests may use it', () => {
    const text = "import { createEmulator } from '@purser/emulator';";
    const found = findingsIn({
      'packages/billing/src/refunds/a.ts': text,
      'packages/billing/src/refunds/a.test.ts': text,
    });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(
      /^packages\/billing\/src\/refunds\/a\.ts:1 {2}package-arrows: packages\/billing may import @purser\/contract/,
    );
  });

  test('the emulator imports nothing of ours, not even a type', () => {
    const text = "import type { PlanView } from '@purser/contract';";
    expect(findingsIn({ 'packages/emulator/src/a.ts': text })[0]).toContain('nothing of ours');
  });

  test('a package is not entered by a path', () => {
    const text = "import { a } from '../../contract/src/a.ts';";
    expect(findingsIn({ 'packages/billing/src/flow.ts': text })[0]).toContain('import @purser/contract by its name');
  });

  test('whole-product tests may import everything', () => {
    expect(findingsIn({ 'tests/scenarios/a.test.ts': "import { a } from '../../packages/billing/src/a.ts';" })).toEqual(
      [],
    );
  });
});

describe('the ladder of slices', () => {
  const inSlice = (slice: string, specifier: string) =>
    findingsIn({ [`packages/billing/src/${slice}/a.ts`]: `import { b } from '${specifier}';` });

  test('a slice may use the kernel and the door of a slice above it', () => {
    expect(inSlice('refunds', '../kernel/clock.ts')).toEqual([]);
    expect(inSlice('refunds', '../customers/index.ts')).toEqual([]);
  });

  test('a slice does not reach below itself', () => {
    expect(inSlice('customers', '../refunds/index.ts')[0]).toContain('let flow.ts call refunds');
  });

  test('a slice does not reach behind the door of another', () => {
    expect(inSlice('refunds', '../customers/table.ts')[0]).toContain('../customers/index.ts');
  });

  test('nobody but the wiring imports what knows all slices', () => {
    expect(inSlice('refunds', '../flow.ts')[0]).toContain('must reach up');
    expect(findingsIn({ 'packages/billing/src/create-billing.ts': "import { a } from './flow.ts';" })).toEqual([]);
  });

  test('the kernel knows no slice', () => {
    expect(inSlice('kernel', '../customers/index.ts')[0]).toContain('the kernel imports nothing outside itself');
  });

  test('a slice that is not on the ladder must be placed', () => {
    expect(findingsIn({ 'packages/billing/src/vouchers/index.ts': '' })[0]).toContain('vouchers is not on the ladder');
  });
});

describe('one road into a table', () => {
  const upsert = "import { upsertRefund } from './table.ts';";

  test('only the projection takes the upsert', () => {
    expect(findingsIn({ 'packages/billing/src/refunds/projection.ts': upsert })).toEqual([]);
    expect(findingsIn({ 'packages/billing/src/refunds/create-refund.ts': upsert })[0]).toContain('only projection.ts');
  });

  test("the door does not pass the table's upsert on", () => {
    expect(
      findingsIn({ 'packages/billing/src/refunds/index.ts': "export { upsertRefund } from './table.ts';" }),
    ).toHaveLength(1);
  });

  test('rows are written in table.ts', () => {
    const write = "export const a = (db) => db.insertInto('refunds');";
    expect(findingsIn({ 'packages/billing/src/refunds/table.ts': write })).toEqual([]);
    expect(findingsIn({ 'packages/billing/src/refunds/create-refund.ts': write })[0]).toContain("the slice's table.ts");
  });
});

describe('size and names', () => {
  test('a file has at most 300 lines', () => {
    expect(findingsIn({ 'bench/a.ts': lines(300) })).toEqual([]);
    expect(findingsIn({ 'bench/a.ts': lines(301) })[0]).toContain('301 lines; at most 300');
  });

  test('a function has at most 60 lines, and a group of tests as many as it wants', () => {
    expect(findingsIn({ 'bench/a.ts': `function run() {\n${lines(58)}\n}` })).toEqual([]);
    expect(findingsIn({ 'bench/a.ts': `const run = () => {\n${lines(59)}\n};` })[0]).toContain('61 lines; at most 60');
    expect(findingsIn({ 'bench/a.test.ts': `describe('a', () => {\n${lines(80)}\n});` })).toEqual([]);
  });

  test.for([
    ['bench/string-utils.ts', "'utils' says nothing"],
    ['bench/shared/a.ts', "'shared' says nothing"],
    ['bench/createRefund.ts', 'should be kebab-case'],
  ])('%s is no name for a file', ([path = '', advice = '']) => {
    expect(findingsIn({ [path]: '' })[0]).toContain(advice);
  });

  test("the emulator's resources keep the names of Stripe's URLs", () => {
    expect(findingsIn({ 'packages/emulator/src/resources/payment_intents/create-payment-intent.ts': '' })).toEqual([]);
  });

  test.for(['handleRefund', 'processEvent', 'loadData', 'RefundManager'])('%s is no name', (name) => {
    const keyword = /^[A-Z]/.test(name) ? `class ${name} {}` : `function ${name}() {}`;
    expect(findingsIn({ 'bench/a.ts': keyword })[0]).toContain(`'${name}'`);
  });

  test("words of Stripe's that contain such a word are names", () => {
    expect(findingsIn({ 'bench/a.ts': 'function checkPriceData() {}\nfunction writeMetadata() {}' })).toEqual([]);
  });
});

describe('what is left lying around', () => {
  test.for([
    ['// TODO: later', 'unexplained-todo'],
    ['const a = b as any;', 'as-any'],
    ['// @ts-ignore', 'silenced-checker'],
    ['// eslint-disable-next-line', 'silenced-checker'],
    ['// ==========', 'banner'],
    ['export default 1;', 'named-exports'],
    ["import './b';", 'import-extension'],
  ])('%s', ([text = '', rule = '']) => {
    expect(findingsIn({ 'bench/a.ts': text })[0]).toContain(`bench/a.ts:1  ${rule}`);
  });

  test('a reason makes a note for later acceptable', () => {
    expect(findingsIn({ 'bench/a.ts': '// TODO(waits for 12.40 of pg-boss)' })).toEqual([]);
  });

  test('such a word in a string is not such a thing', () => {
    expect(findingsIn({ 'bench/a.ts': "print('// TODO as any');" })).toEqual([]);
  });

  test('a test is neither skipped nor alone', () => {
    expect(findingsIn({ 'bench/a.test.ts': "test.skip('a', () => {});" })[0]).toContain('silenced-test');
    expect(findingsIn({ 'bench/a.test.ts': "describe.only('a', () => {});" })[0]).toContain('silenced-test');
    expect(findingsIn({ 'bench/a.test.ts': "test.skipIf(isWindows)('a', () => {});" })).toEqual([]);
  });

  test('modules do not import each other in a circle, unless for types alone', () => {
    const back = "import { a } from './a.ts';";
    const files = { 'bench/a.ts': "import { b } from './b.ts';", 'bench/b.ts': back };
    expect(findingsIn(files)).toEqual([expect.stringContaining('a.ts → b.ts → a.ts')]);
    expect(findingsIn({ ...files, 'bench/b.ts': back.replace('import', 'import type') })).toEqual([]);
  });

  test('nothing mentions a place outside the repository', () => {
    expect(findingsIn({ 'README.md': `See [the design](${'..'}/shared/docs/design.md).` })[0]).toContain(
      'foreign-path',
    );
    expect(findingsIn({ 'docs/setup.md': `It lies in ${'/home'}/ann/purser.` })[0]).toContain('foreign-path');
  });

  test('only the clock asks the machine for the time', () => {
    expect(findingsIn({ 'packages/billing/src/refunds/a.ts': 'const now = new Date();' })[0]).toContain('one-clock');
    expect(findingsIn({ 'packages/billing/src/kernel/clock.ts': 'const now = new Date();' })).toEqual([]);
    expect(findingsIn({ 'packages/billing/src/refunds/a.ts': 'const then = new Date(seconds * 1000);' })).toEqual([]);
  });
});
