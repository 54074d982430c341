import { afterAll, beforeAll, expect, test } from 'vitest';
import mmarkov from '../../../../catalogs/mmarkov.ts';
import { givenBilling } from '../testing/given-billing.ts';
import type { Billing } from './billing.ts';
import { newId } from './ids.ts';
import { refresh } from './refresh.ts';

let billing: Billing;
beforeAll(async () => {
  billing = await givenBilling({ catalog: mmarkov });
});
afterAll(() => billing.close());

/** An object at Stripe whose reads are answered when the test says so, with what it was when the read arrived. */
function givenObject() {
  const objectId = newId('obj');
  let state = 0;
  const stored: number[] = [];
  const look = () => {
    const read = Promise.withResolvers<void>();
    const answer = Promise.withResolvers<void>();
    const done = refresh(billing, {
      objectId,
      look: async () => {
        const seen = state;
        read.resolve();
        await answer.promise;
        return seen;
      },
      store: async (_tx, seen) => void stored.push(seen),
    });
    return { hasRead: read.promise, answer: () => answer.resolve(), done };
  };
  return { change: () => (state += 1), look, stored };
}

test('an old answer that arrives late does not land on a newer row', async () => {
  const object = givenObject();
  const slow = object.look();
  await slow.hasRead;
  object.change();
  const quick = object.look();
  quick.answer();
  await expect(quick.done).resolves.toMatchObject({ superseded: false });
  slow.answer();
  await expect(slow.done).resolves.toEqual({ superseded: true });
  expect(object.stored).toEqual([1]);
});

test('an older look that is answered first is stored, and then overtaken', async () => {
  const object = givenObject();
  const older = object.look();
  await older.hasRead;
  object.change();
  const newer = object.look();
  await newer.hasRead;
  older.answer();
  await older.done;
  newer.answer();
  await newer.done;
  expect(object.stored).toEqual([0, 1]);
});

test('a look that fails leaves the way free for one that began before it', async () => {
  const object = givenObject();
  const first = object.look();
  await first.hasRead;
  const objectlessFailure = refresh(billing, {
    objectId: 'unrelated',
    look: () => Promise.reject(new Error('Stripe is away')),
    store: async () => {},
  });
  await expect(objectlessFailure).rejects.toThrow('Stripe is away');
  first.answer();
  await expect(first.done).resolves.toMatchObject({ superseded: false });
});

test('whatever the order of answers, the last stored state is the newest that was read', async () => {
  for (const order of permutations([0, 1, 2, 3])) {
    const object = givenObject();
    const looks = [];
    for (let index = 0; index < 4; index += 1) {
      object.change();
      const look = object.look();
      await look.hasRead;
      looks.push(look);
    }
    for (const index of order) {
      looks[index]?.answer();
      await looks[index]?.done;
    }
    expect(object.stored.at(-1)).toBe(4);
    expect(object.stored).toEqual(object.stored.toSorted());
  }
});

function permutations(items: number[]): number[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item) => permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest]));
}
