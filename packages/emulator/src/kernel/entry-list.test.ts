import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EntryList } from './entry-list.ts';
import type { Entry } from './kind-table.ts';

function entry(seq: number): Entry {
  return { kind: 'event', id: `evt_${seq}`, seq, at: 0, object: {} };
}

function seqs(list: EntryList): number[] {
  return [...list].map(({ seq }) => seq);
}

test('entries stay in the order in which they came, whichever leave and come back', () => {
  const change = fc.record({ seq: fc.integer({ min: 1, max: 60 }), leaves: fc.boolean() });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 200 }), (changes) => {
      const list = new EntryList();
      const entries = new Map<number, Entry>();
      for (const { seq, leaves } of changes) {
        const there = entries.get(seq);
        if (there && leaves) {
          list.remove(there);
          entries.delete(seq);
        } else if (!there && !leaves) {
          entries.set(seq, entry(seq));
          list.add(entries.get(seq) as Entry);
        }
      }
      const expected = [...entries.keys()].sort((a, b) => a - b);
      expect(seqs(list)).toEqual(expected);
      expect(expected.map((seq) => list.at(list.placeOf(seq))?.seq)).toEqual(expected);
    }),
    { seed: 7 },
  );
});

test('thousands that leave at the old end leave the rest in place', () => {
  const list = new EntryList();
  const entries = Array.from({ length: 5000 }, (_, index) => entry(index + 1));
  for (const each of entries) list.add(each);
  for (const each of entries.slice(0, 4900)) list.remove(each);
  list.remove(entries[0] as Entry);
  expect(list.length).toBe(100);
  expect(seqs(list)).toEqual(entries.slice(4900).map(({ seq }) => seq));
  expect(list.at(list.placeOf(4950))?.id).toBe('evt_4950');
  expect(list.at(-1)).toBeUndefined();
  expect(list.at(100)).toBeUndefined();
});
