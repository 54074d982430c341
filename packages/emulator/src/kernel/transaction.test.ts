import fc from 'fast-check';
import { expect, test } from 'vitest';
import { givenAlarms } from '../testing/given-alarms.ts';
import { givenEmulator } from '../testing/given-emulator.ts';
import { cardError } from './errors.ts';
import type { Kernel } from './kernel.ts';
import { takeSnapshot } from './snapshot.ts';
import type { Tx } from './tx.ts';

type Deed = ['insert' | 'update' | 'remove', number, number];

function attempt(tx: Tx, [what, name, second]: Deed): void {
  const id = `alarm-${name}`;
  const exists = tx.find('_alarm', id) !== undefined;
  if (what === 'insert' && !exists) tx.insert('_alarm', { id, rings_at: second, test_clock: null });
  if (what === 'update' && exists) tx.update('_alarm', id, { rings_at: second });
  if (what === 'remove' && exists) tx.remove('_alarm', id);
}

const deeds = fc.array(fc.tuple(fc.constantFrom<Deed[0]>('insert', 'update', 'remove'), fc.nat(5), fc.nat(9)), {
  maxLength: 30,
});

function stateOf(kernel: Kernel): unknown {
  return [takeSnapshot(kernel), kernel.due.next('')];
}

test('whatever a transaction did, when it throws nothing of it stays', () => {
  fc.assert(
    fc.property(deeds, deeds, (done, undone) => {
      const { kernel } = givenAlarms();
      kernel.commit((tx) => done.forEach((deed) => attempt(tx, deed)));
      const before = stateOf(kernel);
      const failing = (): unknown =>
        kernel.commit((tx) => {
          undone.forEach((deed) => attempt(tx, deed));
          tx.newId('x');
          throw new Error('no');
        });
      expect(failing).toThrow('no');
      expect(stateOf(kernel)).toEqual(before);
    }),
    { numRuns: 60, seed: 1 },
  );
});

test('what is looked up by a field is what has it, through every change', () => {
  fc.assert(
    fc.property(deeds, (done) => {
      const { kernel } = givenAlarms();
      kernel.commit((tx) => done.forEach((deed) => attempt(tx, deed)));
      const all = kernel.read((tx) => tx.list('_alarm'));
      for (let second = 0; second < 10; second += 1) {
        const found = kernel.read((tx) => tx.list('_alarm', { rings_at: second }));
        expect(found).toEqual(all.filter((alarm) => alarm.rings_at === second));
      }
    }),
    { numRuns: 60, seed: 2 },
  );
});

test('a declined card is a refusal whose traces stay', () => {
  const { kernel } = givenAlarms();
  const declining = (keep: boolean) => () =>
    kernel.commit((tx) => {
      tx.insert('_alarm', { id: `kept-${keep}`, rings_at: null, test_clock: null });
      throw cardError({ code: 'card_declined', message: 'Your card was declined.', keep });
    });
  expect(declining(true)).toThrow('declined');
  expect(declining(false)).toThrow('declined');
  expect(kernel.read((tx) => tx.list('_alarm')).map(({ id }) => id)).toEqual(['kept-true']);
});

test('a look changes nothing', () => {
  const { kernel } = givenAlarms();
  const before = stateOf(kernel);
  kernel.read((tx) => tx.insert('_alarm', { id: 'x', rings_at: null, test_clock: null }));
  expect(stateOf(kernel)).toEqual(before);
});

test('a request that fails halfway leaves no event and no object', async () => {
  const { stripe } = await givenEmulator();
  const wrong = {
    name: 'Ada',
    tax_id_data: [
      { type: 'eu_vat', value: 'DE123456789' },
      { type: 'eu_vat', value: 'nonsense' },
    ],
  } as const;
  await expect(stripe.customers.create({ ...wrong, tax_id_data: [...wrong.tax_id_data] })).rejects.toMatchObject({
    statusCode: 400,
  });
  expect((await stripe.customers.list()).data).toEqual([]);
  expect((await stripe.events.list()).data).toEqual([]);
});

test('of a rehearsal nothing stays but what it answered, and it may look ahead in time', () => {
  fc.assert(
    fc.property(deeds, deeds, (done, rehearsed) => {
      const { kernel } = givenAlarms();
      kernel.commit((tx) => {
        done.forEach((deed) => attempt(tx, deed));
        const before = tx.list('_alarm');
        const ahead = tx.now() + 60;
        const seen = tx.rehearse((at) => {
          rehearsed.forEach((deed) => attempt(tx, deed));
          return at(ahead, null).now();
        });
        expect(seen).toBe(ahead);
        expect(tx.list('_alarm')).toEqual(before);
        const failing = (): unknown =>
          tx.attempt(() => {
            rehearsed.forEach((deed) => attempt(tx, deed));
            throw new Error('no');
          });
        expect(failing).toThrow('no');
        expect(tx.list('_alarm')).toEqual(before);
      });
    }),
    { numRuns: 60, seed: 3 },
  );
});
