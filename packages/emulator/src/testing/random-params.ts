import fc from 'fast-check';
import { operationTable } from '../kernel/operation-table.ts';
import type { Schema } from '../kernel/declared-operation.ts';

/** Ids of objects that exist, by kind. */
export type KnownIds = ReadonlyMap<string, readonly string[]>;

/** A form body: names with brackets, values as texts. */
type Pairs = [name: string, value: string][];

const deepest = 5;

/**
 * Parameters for an operation, mostly of the declared shape and often wrong in some place.
 *
 * @param ids Ids to put where texts go, so that operations get past "No such …".
 */
export function randomParams(schema: number, ids: KnownIds): fc.Arbitrary<string> {
  if (schema < 0) return fc.constant('');
  return fc.infiniteStream(fc.nat(1_000_000)).map((stream) => {
    const roll = (below: number): number => stream.next().value % below;
    const pairs: Pairs = [];
    addFields(operationTable.schemas[schema] as Schema, '', { pairs, roll, ids, depth: 0 });
    return pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&');
  });
}

interface Maker {
  pairs: Pairs;
  roll: (below: number) => number;
  ids: KnownIds;
  depth: number;
}

function addFields(schema: Schema, path: string, maker: Maker): void {
  if (schema.k !== 'object' || maker.depth > deepest) return;
  const names = Object.keys(schema.fields);
  // Few of many fields at once: else every request fails at its first unlikely one.
  const share = Math.max(3, Math.ceil(names.length / 2));
  for (const name of names) {
    const isRequired = schema.required?.includes(name) ?? false;
    if (isRequired ? maker.roll(12) === 0 : maker.roll(share) !== 0) continue;
    addValue(operationTable.schemas[schema.fields[name] as number] as Schema, path ? `${path}[${name}]` : name, maker);
  }
  if (maker.roll(60) === 0) maker.pairs.push([`${path ? `${path}[nonsense]` : 'nonsense'}`, '1']);
}

function addValue(schema: Schema, name: string, maker: Maker): void {
  const { pairs, roll } = maker;
  if (roll(40) === 0) return void pairs.push([name, wrongValues[roll(wrongValues.length)] ?? '']);
  const deeper = { ...maker, depth: maker.depth + 1 };
  const at = (index: number): Schema => operationTable.schemas[index] as Schema;
  switch (schema.k) {
    case 'object':
      return addFields(schema, name, deeper);
    case 'array':
      for (let i = roll(3); i >= 0; i -= 1) addValue(at(schema.of), `${name}[${i}]`, deeper);
      return;
    case 'map':
      return addValue(at(schema.of), `${name}[${['usd', 'eur', 'key'][roll(3)]}]`, deeper);
    case 'union':
      return addValue(at(schema.of[roll(schema.of.length)] ?? 0), name, deeper);
    default:
      return void pairs.push([name, scalar(schema, name, maker)]);
  }
}

const wrongValues = [
  '',
  'nonsense',
  '-1',
  '0',
  '9007199254740991',
  '1.5',
  'true',
  '\u0000',
  '💳'.repeat(300),
  '[]',
  'null',
];
const usualTexts = [
  'usd',
  'eur',
  'jpy',
  'Ada',
  'ada@example.com',
  'https://example.com/',
  'DE',
  'US',
  'pm_card_visa',
  'pm_card_chargeDeclined',
  'now',
  '10',
];

function scalar(schema: Schema, name: string, { roll, ids }: Maker): string {
  if (schema.k === 'enum') return schema.values[roll(schema.values.length)] ?? '';
  if (schema.k === 'boolean') return roll(2) ? 'true' : 'false';
  if (schema.k === 'integer') return String([0, 1, 2, 10, 500, 1999, -1, 1_767_225_600 + roll(10_000_000)][roll(8)]);
  if (schema.k === 'number') return String([0, 10, 12.5, 100, 101][roll(5)]);
  if (schema.k === 'decimal') return ['0', '12.5', '1999', '0.000001'][roll(4)] ?? '0';
  if (name.includes('currency')) return usualTexts[roll(3)] ?? 'usd';
  const ofKind = ids.get(/(\w+)\]?$/.exec(name.replace(/\[\d+\]$/, ''))?.[1]?.replace(/^default_|s$/g, '') ?? '');
  const fitting = ofKind && roll(10) > 0 ? ofKind : roll(10) === 0 ? [...ids.values()].flat() : usualTexts;
  return fitting[roll(fitting.length)] ?? '';
}
