import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { creditCurrentPrice, creditDebits, remainingAmount, type Debit } from './prorate.ts';

const period = { start: 1_596_749_288, end: 1_599_427_688 };
const changed = 1_598_982_148;
const debit = (amount: number, over: Partial<Debit> = {}): Debit => ({
  amount,
  period,
  price: 'price_a',
  quantity: 1,
  billed: { invoice: 'in_0', lines: ['il_0'] },
  invoiceItem: null,
  ...over,
});

describe('a proration', () => {
  test('gives the figures of Stripe’s documentation', () => {
    expect(creditDebits([debit(1000)], changed).credits[0]?.amount).toBe(-166);
    expect(remainingAmount(3252, period, changed)).toBe(541);
    expect(3252 - 166 + 541).toBe(3627);
  });

  test('at the exact half credits half the old price and debits half the new one', () => {
    const half = (period.start + period.end) / 2;
    const credit = creditCurrentPrice({ price: 'a', quantity: 1, amount: 1000, period }, half);
    expect([credit.amount, remainingAmount(2000, period, half)]).toEqual([-500, 1000]);
  });

  test('rounds halves away from zero', () => {
    expect(remainingAmount(5, { start: 0, end: 10 }, 5)).toBe(3);
    expect(creditCurrentPrice({ price: 'a', quantity: 1, amount: 5, period: { start: 0, end: 10 } }, 5).amount).toBe(
      -3,
    );
  });

  test('in flexible billing credits each debit that paid for the time', () => {
    const both = [debit(1000, { period: { start: 0, end: 100 } }), debit(300, { period: { start: 40, end: 100 } })];
    const { credits, debits } = creditDebits(both, 70);
    expect(credits.map(({ amount }) => amount)).toEqual([-300, -150]);
    expect(debits.map(({ amount, period: { end } }) => [amount, end])).toEqual([
      [700, 70],
      [150, 70],
    ]);
  });

  test('in flexible billing never credits time that nothing was debited for', () => {
    expect(creditDebits([debit(1000, { period: { start: 0, end: 50 } })], 70).credits).toEqual([]);
    expect(creditDebits([debit(0)], changed).credits).toEqual([]);
  });

  test('in flexible billing gives back no more than was debited, however often the plan changes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 10_000_000 }),
        fc.array(fc.integer({ min: 0, max: 1000 }), { maxLength: 8 }),
        (amount, moments) => {
          let debits = [debit(amount, { period: { start: 0, end: 1000 } })];
          let credited = 0;
          for (const moment of moments.toSorted((a, b) => b - a)) {
            const change = creditDebits(debits, moment);
            credited -= change.credits.reduce((sum, credit) => sum + credit.amount, 0);
            debits = change.debits;
          }
          expect(credited).toBeLessThanOrEqual(amount);
          expect(debits.reduce((sum, left) => sum + left.amount, 0) + credited).toBe(amount);
        },
      ),
      { seed: 2, numRuns: 300 },
    );
  });

  test('splits an amount at a moment without losing more than a rounding', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000_000 }), fc.integer({ min: 1, max: 999 }), (amount, moment) => {
        const rest = remainingAmount(amount, { start: 0, end: 1000 }, moment);
        expect(Math.abs(rest - (amount * (1000 - moment)) / 1000)).toBeLessThanOrEqual(0.5);
      }),
      { seed: 3, numRuns: 300 },
    );
  });

  test('charges a plan that changes again and again for the time that each price was had', () => {
    const span = { start: 0, end: 2_678_400 };
    const changes = fc.array(fc.record({ at: fc.integer({ min: 1, max: span.end - 1 }), price: fc.nat(1_000_000) }), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(fc.nat(1_000_000), changes, (first, all) => {
        let debits: Debit[] = [debit(first, { period: span })];
        let charged = first;
        let cost = 0;
        let [price, since] = [first, 0];
        for (const { at, price: next } of all.toSorted((a, b) => a.at - b.at)) {
          const change = creditDebits(debits, at);
          charged += change.credits.reduce((sum, { amount }) => sum + amount, 0);
          const rest = remainingAmount(next, span, at);
          charged += rest;
          debits = [...change.debits, debit(rest, { period: { start: at, end: span.end } })];
          cost += (price * (at - since)) / span.end;
          [price, since] = [next, at];
        }
        cost += (price * (span.end - since)) / span.end;
        // Two roundings of half a minor unit at most for each change.
        expect(Math.abs(charged - cost)).toBeLessThanOrEqual(all.length + 1e-6);
      }),
      { seed: 4, numRuns: 300 },
    );
  });
});
